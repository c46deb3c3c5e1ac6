/** Who pays the provider's fee: it is taken from the clinic's money, or added to what the payer pays. */
export const feeBearers = ['clinic', 'payer'] as const;

/** Whether an account moves real money. */
export const accountModes = ['test', 'live'] as const;
export type AccountMode = (typeof accountModes)[number];

/** What a sealed secret is for; each provider declares which of them it needs. */
export const secretPurposes = ['api_key', 'api_secret', 'webhook_current', 'webhook_previous'] as const;
export type SecretPurpose = (typeof secretPurposes)[number];

/** After a rotation the provider still signs repeated deliveries with the secret before. */
export const previousOf: Partial<Readonly<Record<SecretPurpose, SecretPurpose>>> = {
  webhook_current: 'webhook_previous',
};

export function isPreviousPurpose(purpose: SecretPurpose): boolean {
  return Object.values(previousOf).includes(purpose);
}

/** Keys that move real money are used once two people have agreed. */
export function needsSecondPerson(mode: AccountMode): boolean {
  return mode === 'live';
}
