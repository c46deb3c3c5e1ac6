/** Where a booking is paid: on the page through a provider, or to the staff at the desk. */
export const collectedWays = ['online', 'desk'] as const;
export type Collected = (typeof collectedWays)[number];

/** One row per way to pay. Everything specific to a provider is in the folders named after it. */
export const paymentProviders = [
  { name: 'razorpay', collected: 'online' },
  { name: 'desk', collected: 'desk' },
] as const satisfies readonly { readonly name: string; readonly collected: Collected }[];

export type PaymentProvider = (typeof paymentProviders)[number]['name'];

/** Those at which a clinic may have an account. */
export const onlineProviders = paymentProviders.flatMap(({ name, collected: where }) =>
  where === 'online' ? [name] : [],
);

const collected: ReadonlyMap<string, Collected> = new Map(
  paymentProviders.map((row) => [row.name, row.collected]),
);

/** A provider without a row belongs to an earlier or later release; those collect online. */
export function collectedBy(provider: string): Collected {
  return collected.get(provider) ?? 'online';
}

/** The provider that collects a clinic's money, by where it is paid. */
export const defaultProvider: Readonly<Record<Collected, PaymentProvider>> = {
  online: 'razorpay',
  desk: 'desk',
};
