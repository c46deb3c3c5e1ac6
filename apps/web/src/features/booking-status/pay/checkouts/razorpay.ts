import type { RazorpayCheckout } from '@holdfast/contract/payment/checkouts/razorpay';
import type { z } from 'zod';
import type { CheckoutListeners, CheckoutWindow } from './checkout-window.ts';

/** What the provider's window hands back after a payment. */
interface ProviderAnswer {
  readonly razorpay_payment_id: string;
  readonly razorpay_order_id: string;
  readonly razorpay_signature: string;
}

interface RazorpayOptions {
  readonly key: string;
  readonly amount: number;
  readonly currency: string;
  readonly name: string;
  readonly description: string;
  readonly order_id: string;
  readonly prefill: { readonly name: string; readonly contact: string };
  readonly theme: { readonly color: string };
  readonly timeout: number;
  readonly handler: (answer: ProviderAnswer) => void;
  readonly modal: { readonly ondismiss: () => void; readonly confirm_close: boolean };
}

interface RazorpayWindow {
  readonly open: () => void;
  readonly close?: () => void;
  readonly on: (event: 'payment.failed', listener: () => void) => unknown;
}

declare global {
  interface Window {
    Razorpay?: new (options: RazorpayOptions) => RazorpayWindow;
  }
}

const scriptDeadlineMs = 15_000;
const loading = new Map<string, Promise<void>>();

function load(scriptUrl: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    const deadline = setTimeout(() => fail('the checkout did not load in time'), scriptDeadlineMs);
    function fail(reason: string): void {
      clearTimeout(deadline);
      script.remove();
      reject(new Error(reason));
    }
    script.src = scriptUrl;
    script.async = true;
    script.onload = () => {
      clearTimeout(deadline);
      if (window.Razorpay) resolve();
      else fail('the checkout loaded without its class');
    };
    script.onerror = () => fail('the checkout could not be loaded');
    document.head.append(script);
  });
}

/** Loads the script once; a failure may be tried again. */
function loadOnce(scriptUrl: string): Promise<void> {
  const known = loading.get(scriptUrl);
  if (known !== undefined) return known;
  const started = load(scriptUrl);
  loading.set(scriptUrl, started);
  started.catch(() => loading.delete(scriptUrl));
  return started;
}

const brandColor = '#0f5f5c';

type Checkout = z.infer<typeof RazorpayCheckout>;

/** Opens over the page and closes by itself when the hold ends. */
function open(checkout: Checkout, secondsLeft: number, listeners: CheckoutListeners): void {
  if (!window.Razorpay) throw new Error('the checkout is not loaded');
  const opened = new window.Razorpay({
    key: checkout.keyId,
    amount: checkout.amount.amountMinor,
    currency: checkout.amount.currency,
    name: checkout.merchantName,
    description: checkout.description,
    order_id: checkout.providerOrderId,
    prefill: checkout.prefill,
    theme: { color: brandColor },
    timeout: Math.max(1, Math.floor(secondsLeft)),
    handler: (answer) =>
      listeners.onPaid({
        providerPaymentId: answer.razorpay_payment_id,
        providerOrderId: answer.razorpay_order_id,
        signature: answer.razorpay_signature,
      }),
    modal: { ondismiss: listeners.onClosed, confirm_close: true },
  });
  opened.on('payment.failed', listeners.onRefused);
  opened.open();
}

export function razorpayWindow(checkout: Checkout): CheckoutWindow {
  return {
    prepare: () => loadOnce(checkout.scriptUrl),
    open: (secondsLeft, listeners) => open(checkout, secondsLeft, listeners),
  };
}
