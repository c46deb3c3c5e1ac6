/** What a provider's window returns after a payment, as the API verifies it. */
export interface ProviderCallback {
  readonly providerPaymentId: string;
  readonly providerOrderId: string;
  readonly signature: string;
}

export interface CheckoutListeners {
  readonly onPaid: (callback: ProviderCallback) => void;
  /** The window was closed. That says nothing about whether money moved. */
  readonly onClosed: () => void;
  /** One try was refused; the window stays open for another. */
  readonly onRefused: () => void;
}

/** One provider's checkout for one order. */
export interface CheckoutWindow {
  /** Loads what opening needs; may be called again, also after a failure. */
  readonly prepare: () => Promise<void>;
  readonly open: (secondsLeft: number, listeners: CheckoutListeners) => void;
}
