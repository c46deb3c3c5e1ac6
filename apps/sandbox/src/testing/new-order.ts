import type { RazorpayAccount } from '../razorpay/razorpay-account.ts';

/** An order of 800.00 that is captured as soon as it is paid, as the product makes them. */
export function newOrder(account: RazorpayAccount, receipt: string | null = null): string {
  const { entity } = account.bank.createOrder({
    amount: 80_000,
    currency: 'INR',
    receipt,
    notes: [],
    captureMode: 'automatic',
    automaticMinutes: 30,
  });
  return entity.id;
}

/** A captured payment of such an order. */
export const paid = (account: RazorpayAccount): string => account.pay(newOrder(account)).payment.id;
