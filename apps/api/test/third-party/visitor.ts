import type { ApiRig } from '../support/api-rig.ts';

export interface ProviderCallback {
  readonly providerPaymentId: string;
  readonly providerOrderId: string;
  readonly signature: string;
}

/** What a client cannot do by itself: the code from the phone, the card at the provider, the desk. */
export interface Visitor {
  readonly patient: { readonly email: string; readonly password: string };
  readonly deskToken: string;
  /** Pays the order in the provider's checkout and returns what the page gets. */
  readonly pay: (providerOrderId: string | undefined) => ProviderCallback;
}

export function visitorOf(rig: ApiRig): Visitor {
  const { patient, password, asha } = rig.core.clinics;
  rig.sandbox.razorpay.setWebhookUrl(null);
  return {
    patient: { email: patient.email, password },
    deskToken: rig.tokenOf(asha.staff.receptionist),
    pay: (providerOrderId) => {
      if (providerOrderId === undefined) throw new Error('there is nothing to pay');
      const { callback } = rig.sandbox.razorpay.pay(providerOrderId);
      if (!callback) throw new Error('the checkout answered without a payment');
      return {
        providerPaymentId: callback.razorpay_payment_id,
        providerOrderId: callback.razorpay_order_id,
        signature: callback.razorpay_signature,
      };
    },
  };
}

/** A calendar date two days ahead: free in every zone, at any time of day. */
export function dayAfterTomorrow(): string {
  return new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
}
