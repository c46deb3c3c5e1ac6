import type { Checkout } from '@holdfast/contract/payment/payment.schemas';

/** What the provider's window hands back after a payment. */
export interface ProviderWitness {
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
  readonly handler: (witness: ProviderWitness) => void;
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

/** Loads the provider's script once; a failure may be tried again. */
export function loadCheckout(scriptUrl: string): Promise<void> {
  const known = loading.get(scriptUrl);
  if (known !== undefined) return known;
  const started = load(scriptUrl);
  loading.set(scriptUrl, started);
  started.catch(() => loading.delete(scriptUrl));
  return started;
}

export interface CheckoutListeners {
  readonly onPaid: (witness: ProviderWitness) => void;
  /** The window was closed. That says nothing about whether money moved. */
  readonly onClosed: () => void;
  /** One try was refused; the window stays open for another. */
  readonly onRefused: () => void;
}

const brandColor = '#0f5f5c';

/** Opens the provider's window over the page. It closes by itself when the hold ends. */
export function openCheckout(checkout: Checkout, secondsLeft: number, listeners: CheckoutListeners): void {
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
    handler: listeners.onPaid,
    modal: { ondismiss: listeners.onClosed, confirm_close: true },
  });
  opened.on('payment.failed', listeners.onRefused);
  opened.open();
}
