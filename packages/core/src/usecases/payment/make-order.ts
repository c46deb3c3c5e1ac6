import { randomUUID } from 'node:crypto';
import type { RequestContext } from '@holdfast/contract/context';
import { AppError } from '@holdfast/contract/errors';
import { type OperationState, operationState } from '@holdfast/contract/money/operation.states';
import { openCheckout as procedure } from '@holdfast/contract/payment/payment.procedures';
import type { BookingViewRow } from '@holdfast/db/repos/bookings.repo';
import { beginOrder, failOrder, type OrderIntent } from '@holdfast/db/repos/payments.repo';
import type { AccountGateway, PaymentGateways, ProviderOrder } from '../../ports/payment-gateway.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { asCaller, type Tx, type UseCaseDeps } from '../../usecase.ts';
import type { CircuitBreaker } from '../money/circuit-breaker.ts';

export interface OrderDeps extends Pick<UseCaseDeps, 'tx'> {
  readonly gateways: PaymentGateways;
  readonly breaker: CircuitBreaker;
}

export interface MadeOrder {
  readonly gateway: AccountGateway;
  readonly order: ProviderOrder;
  /** What it was made for: a fresh payment where the earlier order cannot bring what is unpaid. */
  readonly paymentId: string;
  readonly amountMinor: number;
}

/**
 * Short, because a payer waits for it after the process of the holder has died. The next holder searches first; a slower
 * holder may then make a second order, which is remembered and shown to nobody.
 */
const leaseSeconds = 5;

function outcomeOf({ kind, refusal }: ProviderError): OperationState {
  if (kind === 'rejected' && refusal === 'forever') return operationState.refused;
  return kind === 'unknown' || kind === 'unavailable' ? operationState.unknown : operationState.planned;
}

/** A fresh intent needs no search. Later tries search first: the provider takes no idempotency key here. */
async function findOrCreate(
  gateway: AccountGateway,
  { isFirst, paymentId, amountMinor }: OrderIntent,
  row: BookingViewRow,
): Promise<ProviderOrder> {
  const earlier = isFirst ? null : await gateway.findOrderByReceipt(paymentId);
  if (earlier) return earlier;
  return gateway.createOrder({
    receipt: paymentId,
    amountMinor,
    currency: row.currency,
    notes: { payment_id: paymentId, booking_id: row.id, clinic_id: row.clinic_id },
  });
}

/**
 * Makes the provider's order for a payment: the intent commits, then the call goes out. Null while another process makes it,
 * while the provider rests, and when the order is made or the booking can no longer be paid. Errors: ORDER_REJECTED.
 */
export async function makeOrder(
  { tx, gateways, breaker }: OrderDeps,
  context: RequestContext,
  row: BookingViewRow,
): Promise<MadeOrder | null> {
  const { clinic_id: clinicId, payment_id: paymentId } = row;
  const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    asCaller({ tx }, context, procedure, { subject: 'bill', subjectId: row.bill_id }, work);
  const { providerAccountId } = await gateways.forOrder({ clinicId, currency: row.currency });
  if (breaker.resting().includes(providerAccountId)) return null;
  const freshPaymentId = randomUUID();
  const operationId = randomUUID();
  const draft = { clinicId, paymentId, freshPaymentId, providerAccountId, operationId, leaseSeconds };
  const intent = await inTx((begin) => beginOrder(begin, draft));
  if (!intent) return null;
  try {
    const gateway = await gateways.of(intent.providerAccountId);
    const order = await findOrCreate(gateway, intent, row);
    breaker.succeeded(intent.providerAccountId);
    return { gateway, order, paymentId: intent.paymentId, amountMinor: intent.amountMinor };
  } catch (thrown) {
    const { fence } = intent;
    const told = thrown instanceof ProviderError ? thrown : null;
    // An error of ours says nothing of the provider: what was made is searched for.
    const state = told ? outcomeOf(told) : operationState.unknown;
    const error = told?.reason ?? (thrown instanceof Error ? thrown.message : 'unknown');
    await inTx((fail) => failOrder(fail, { clinicId, operationId: intent.operationId, fence, state, error }));
    if (!told) throw thrown;
    if (told.refusal === null) breaker.failed(intent.providerAccountId);
    // What the provider rejects it rejects again: the page says so instead of waiting.
    if (told.kind === 'rejected') throw new AppError('ORDER_REJECTED', { internal: error, cause: thrown });
    throw told;
  }
}
