/** Who pays the provider's fee: it is taken from the clinic's money, or added to what the payer pays. */
export const feeBearers = ['clinic', 'payer'] as const;
