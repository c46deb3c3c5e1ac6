import { defineExchange } from '../../usecase/define-exchange.ts';
import { type CheckoutDeps, checkoutExchange } from './ensure-provider-order.ts';

/** What the page needs to open the checkout, also again after a closed tab. */
export function openCheckout(deps: CheckoutDeps) {
  return defineExchange(checkoutExchange(deps))(deps);
}
