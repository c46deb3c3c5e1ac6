/** Where the offer of a payment lies in the cache: put there by the hold, renewed by the page that pays. */
export function offerKey(paymentId: string): readonly ['checkout-offer', string] {
  return ['checkout-offer', paymentId];
}
