import { AppError } from '@holdfast/contract/errors';
import { openCheckout as procedure } from '@holdfast/contract/payment/payment.procedures';
import type { CheckoutOffer } from '@holdfast/contract/payment/payment.schemas';
import { collectedBy } from '@holdfast/contract/payment/payment-providers';
import { type BookingViewRow, findBookingView } from '@holdfast/db/repos/bookings.repo';
import { attachProviderOrder, findPaymentOfBill, isOrderCurrent } from '@holdfast/db/repos/payments.repo';
import type { z } from 'zod';
import { refusalError } from '../../decision.ts';
import { type CheckoutFacts, decideCheckout } from '../../domain/booking/decide-booking.ts';
import type { PaymentGateway, PaymentGateways } from '../../ports/payment-gateway.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import type { ExchangeSpec } from '../../usecase/define-exchange.ts';
import { asCaller, type Tx, type UseCaseDeps } from '../../usecase.ts';
import { type MadeOrder, makeOrder, type OrderDeps } from './make-order.ts';

export interface CheckoutDeps extends OrderDeps, UseCaseDeps {}

export type OfferOut = z.input<typeof CheckoutOffer>;

/** Nothing to pay online. */
const noOffer: OfferOut = { checkout: null, retryAfterSeconds: null };
const retryOffer: OfferOut = { checkout: null, retryAfterSeconds: 3 };

function checkoutFacts(row: BookingViewRow): CheckoutFacts {
  const { state, hold_expires_at: holdExpiresAt, server_now: now } = row;
  return {
    state,
    startsAt: row.starts_at,
    now,
    collected: collectedBy(row.rail),
    holdExpired: holdExpiresAt === null || holdExpiresAt <= now,
    isPermitted: row.cover === 'desk_permission',
    fundsMinor: row.funds_minor,
  };
}

/** A booking to pay, and whether the order it has can still bring what is unpaid. */
interface Payable {
  readonly row: BookingViewRow;
  readonly isOrderCurrent: boolean;
}

interface OfferedOrder {
  readonly paymentId: string;
  readonly providerOrderId: string;
  readonly amountMinor: number;
}

function offerOf(gateway: PaymentGateway, row: BookingViewRow, order: OfferedOrder): OfferOut {
  const { paymentId, providerOrderId, amountMinor } = order;
  return {
    checkout: {
      ...gateway.checkoutOptions(providerOrderId),
      paymentId,
      providerOrderId,
      amount: { amountMinor, currency: row.currency },
      merchantName: row.clinic_name,
      description: `${row.service_name}, ${row.doctor_name}`,
      prefill: { name: row.patient_name, contact: row.patient_phone },
    },
    retryAfterSeconds: null,
  };
}

/** The checkout of the order that a booking has; undefined where it needs one. */
async function offerOfKnown(gateways: PaymentGateways, payable: Payable): Promise<OfferOut | undefined> {
  const { row } = payable;
  if (row.provider_order_id === null || !payable.isOrderCurrent) return undefined;
  const { payment_id: paymentId, provider_order_id: providerOrderId, amount_minor: amountMinor } = row;
  return offerOf(await gateways.of(row.provider_account_id), row, {
    paymentId,
    providerOrderId,
    amountMinor,
  });
}

/** The booking that a bill is for, while it can still be paid. Errors: STATE_CONFLICT, HOLD_EXPIRED. */
async function payableBooking(tx: Tx, billId: string): Promise<Payable | undefined> {
  const payment = await findPaymentOfBill(tx, billId);
  const row = payment?.booking_id && (await findBookingView(tx, payment.booking_id));
  if (!row) return undefined;
  const decision = decideCheckout(checkoutFacts(row));
  if (decision.kind === 'refuse') throw refusalError(decision);
  return { row, isOrderCurrent: await isOrderCurrent(tx, row.clinic_id, row.payment_id) };
}

/** When the provider or the database is busy, the page retries while the hold lasts. */
function recover(thrown: unknown): OfferOut | undefined {
  const isBusy =
    thrown instanceof ProviderError || (thrown instanceof AppError && thrown.code === 'OVERLOADED');
  return isBusy ? retryOffer : undefined;
}

/**
 * Gives the page what it needs to pay, creating the provider's order on the first call and finding it on every other.
 * The intent is the payment itself, committed by the hold. Errors: STATE_CONFLICT, HOLD_EXPIRED; ORDER_REJECTED by the provider.
 */
export function checkoutExchange(
  deps: CheckoutDeps,
): ExchangeSpec<typeof procedure.input, typeof procedure.output, Payable, MadeOrder, OfferOut> {
  const place = (input: { readonly billId: string }) =>
    ({ subject: 'bill', subjectId: input.billId }) as const;
  return {
    procedure,
    place,
    prepare: (tx, input) => payableBooking(tx, input.billId),
    shareBy: ({ row }) => row.payment_id,
    call: async (payable, input, context) => {
      const { row } = payable;
      const decision = decideCheckout(checkoutFacts(row));
      if (decision.kind !== 'go' || !decision.effect.isOnline) return { kind: 'output', output: noOffer };
      const known = await offerOfKnown(deps.gateways, payable);
      if (known) return { kind: 'output', output: known };
      const made = await makeOrder(deps, context, row);
      if (made) return { kind: 'apply', answer: made };
      // Somebody has made it since this request read the booking, or makes it just now, or the provider rests.
      const later = await asCaller(deps, context, procedure, place(input), (tx) =>
        payableBooking(tx, input.billId),
      );
      return { kind: 'output', output: (later && (await offerOfKnown(deps.gateways, later))) ?? retryOffer };
    },
    apply: async (tx, { row }, { gateway, order, paymentId, amountMinor }) => {
      const attached = await attachProviderOrder(tx, {
        clinicId: row.clinic_id,
        paymentId,
        providerAccountId: gateway.providerAccountId,
        orderId: order.providerOrderId,
      });
      const audited = { clinicId: row.clinic_id, subjectId: paymentId };
      // The booking ended while the order was made: the order is remembered and shown to nobody.
      if (!attached) return { output: noOffer, audited };
      // Another request was first, with another account: the page asks again and gets that account's checkout.
      const isOwn = attached.providerAccountId === gateway.providerAccountId;
      const offered = { paymentId, providerOrderId: attached.orderId, amountMinor };
      return { output: isOwn ? offerOf(gateway, row, offered) : retryOffer, audited };
    },
    recover,
    answer: (offer) => offer,
  };
}
