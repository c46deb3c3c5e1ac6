import type { Checkout } from '@holdfast/contract/payment/payment.schemas';
import type { CheckoutListeners, CheckoutWindow } from './checkout-window.ts';
import { razorpayWindow } from './razorpay.ts';

/** One line per provider that collects online. */
function windowOf(checkout: Checkout): CheckoutWindow {
  switch (checkout.provider) {
    case 'razorpay':
      return razorpayWindow(checkout);
  }
}

export function prepareCheckout(checkout: Checkout): Promise<void> {
  return windowOf(checkout).prepare();
}

/** Loads the provider's window if need be, then opens it over the page. */
export async function openCheckout(
  checkout: Checkout,
  secondsLeft: () => number,
  listeners: CheckoutListeners,
): Promise<void> {
  const provider = windowOf(checkout);
  await provider.prepare();
  provider.open(secondsLeft(), listeners);
}
