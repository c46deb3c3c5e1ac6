/** Where the money of a booking is taken: on the page by a provider, or by our own people at the desk. */
export type Collected = 'online' | 'desk';

/** One row per way to pay. All that is special about a provider lies in the folders of its name. */
export const paymentProviders = [
  { name: 'razorpay', collected: 'online' },
  { name: 'desk', collected: 'desk' },
] as const satisfies readonly { readonly name: string; readonly collected: Collected }[];

export type PaymentProvider = (typeof paymentProviders)[number]['name'];

const collected: ReadonlyMap<string, Collected> = new Map(
  paymentProviders.map((row) => [row.name, row.collected]),
);

/** A provider without a row here is one of an earlier or later release, and those collect online. */
export function collectedBy(provider: string): Collected {
  return collected.get(provider) ?? 'online';
}
