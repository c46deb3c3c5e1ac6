/** Cache key of a checkout offer: written by the hold, renewed by the payment page. */
export function offerKey(paymentId: string): readonly ['checkout-offer', string] {
  return ['checkout-offer', paymentId];
}
