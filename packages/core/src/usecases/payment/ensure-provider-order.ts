import type { RequestContext } from '@holdfast/contract/context';
import { AppError } from '@holdfast/contract/errors';
import { openCheckout } from '@holdfast/contract/payment/payment.procedures';
import type { CheckoutOffer } from '@holdfast/contract/payment/payment.schemas';
import { collectedBy } from '@holdfast/contract/payment/payment-providers';
import type { BookingViewRow } from '@holdfast/db/repos/bookings.repo';
import { attachProviderOrder } from '@holdfast/db/repos/payments.repo';
import type { z } from 'zod';
import { type CheckoutFacts, decideCheckout } from '../../domain/booking/decide-booking.ts';
import type { PaymentGateway, PaymentGateways, ProviderOrder } from '../../ports/payment-gateway.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { createSingleFlight } from '../../single-flight.ts';
import { asCaller, type UseCaseDeps } from '../../usecase.ts';
import { gatewayOf } from './gateway-of.ts';

export interface CheckoutDeps extends UseCaseDeps {
  readonly gateways: PaymentGateways;
}

export type OfferOut = z.input<typeof CheckoutOffer>;

/** Nothing to pay online. */
export const noOffer: OfferOut = { checkout: null, retryAfterSeconds: null };
const retryOffer: OfferOut = { checkout: null, retryAfterSeconds: 3 };

export function checkoutFacts(row: BookingViewRow): CheckoutFacts {
  const { state, hold_expires_at: holdExpiresAt, server_now: now } = row;
  return {
    state,
    collected: collectedBy(row.rail),
    holdLapsed: holdExpiresAt === null || holdExpiresAt <= now,
  };
}

/** Looks for an order of this payment before making one: the provider takes no idempotency key here. */
async function findOrCreate(gateway: PaymentGateway, row: BookingViewRow): Promise<ProviderOrder> {
  const earlier = await gateway.findOrderByReceipt(row.payment_id);
  if (earlier) return earlier;
  return gateway.createOrder({
    receipt: row.payment_id,
    amountMinor: row.amount_minor,
    currency: row.currency,
    notes: { payment_id: row.payment_id, booking_id: row.id, clinic_id: row.clinic_id },
  });
}

/**
 * Concurrent requests would both find nothing and both create an order: within a process they share one search. Two
 * processes may still create two; only the attached one is ever shown to a payer.
 */
const shareOrder = createSingleFlight<PaymentGateway, ProviderOrder>();

function offerOf(gateway: PaymentGateway, row: BookingViewRow, providerOrderId: string): OfferOut {
  const amountMinor = row.amount_minor;
  const options = gateway.checkoutOptions({
    providerOrderId,
    receipt: row.payment_id,
    state: 'created',
    amountMinor,
    currency: row.currency,
    createdAt: row.created_at,
  });
  return {
    checkout: {
      provider: options.provider,
      keyId: options.keyId,
      scriptUrl: options.scriptUrl,
      providerOrderId,
      amount: { amountMinor, currency: row.currency },
      merchantName: row.clinic_name,
      description: `${row.service_name}, ${row.doctor_name}`,
      prefill: { name: row.patient_name, contact: row.patient_phone },
    },
    retryAfterSeconds: null,
  };
}

/**
 * Gives the page what it needs to pay, making the provider's order on the first call and finding it on every other.
 * Runs after the hold's commit, never inside. A provider that is down costs nothing but time: `checkout` is null
 * and the page asks again while the hold lives.
 */
export async function ensureProviderOrder(
  deps: CheckoutDeps,
  context: RequestContext,
  row: BookingViewRow,
): Promise<OfferOut> {
  const decision = decideCheckout(checkoutFacts(row));
  if (decision.kind !== 'go' || !decision.effect.isOnline) return noOffer;
  try {
    const gateway = gatewayOf(deps.gateways, { provider: row.rail, account: null });
    if (row.provider_order_id !== null) return offerOf(gateway, row, row.provider_order_id);
    const order = await shareOrder(gateway, row.payment_id, () => findOrCreate(gateway, row));
    const place = { subject: 'payment', subjectId: row.payment_id } as const;
    const attached = await asCaller(deps, context, openCheckout, place, (tx) =>
      attachProviderOrder(tx, {
        clinicId: row.clinic_id,
        paymentId: row.payment_id,
        provider: gateway.provider,
        account: gateway.accountId,
        orderId: order.providerOrderId,
      }),
    );
    deps.nudge('feed');
    return offerOf(gateway, row, attached);
  } catch (thrown) {
    // The hold has committed: a provider or a database that is busy right now must not hide it.
    const isBusy =
      thrown instanceof ProviderError || (thrown instanceof AppError && thrown.code === 'OVERLOADED');
    if (isBusy) return retryOffer;
    throw thrown;
  }
}
