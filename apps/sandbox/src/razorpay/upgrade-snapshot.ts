import type { Movement } from './balance.ts';
import type { BookSnapshot, OrderRecord, PaymentRecord, RefundRecord } from './book.ts';
import { longestManualMinutes } from './defaults.ts';

type Before<Whole, Added extends keyof Whole> = Omit<Whole, Added> & Partial<Pick<Whole, Added>>;

/** A book of release 0.1: without a balance and without a clock of its own. */
export interface EarlierSnapshot
  extends Omit<
    BookSnapshot,
    'version' | 'clockAheadMs' | 'movements' | 'disputes' | 'orders' | 'payments' | 'refunds'
  > {
  version: 1;
  orders: Before<OrderRecord, 'automaticMinutes' | 'manualMinutes'>[];
  payments: Before<PaymentRecord, 'fee'>[];
  refunds: Before<RefundRecord, 'isSilent'>[];
}

/** What the balance would have seen: captures first, then the refunds of captured money that did not fail. */
function movementsOf({ captures, payments, refunds }: EarlierSnapshot): Movement[] {
  const byId = new Map(payments.map(({ entity }) => [entity.id, entity]));
  const paid = captures.map(({ paymentId, amount, currency, at }): Movement => {
    const { fee, tax } = byId.get(paymentId) ?? { fee: null, tax: null };
    return {
      kind: 'payment',
      paymentId,
      refundId: null,
      currency,
      gross: amount,
      fee: fee ?? 0,
      tax: tax ?? 0,
      net: amount - (fee ?? 0),
      at,
    };
  });
  const wentBack = refunds
    .filter(({ entity }) => entity.status !== 'failed' && byId.get(entity.payment_id)?.captured === true)
    .map(({ entity }): Movement => {
      const { id: refundId, payment_id: paymentId, amount, currency, created_at: seconds } = entity;
      const at = new Date(seconds * 1000).toISOString();
      return {
        kind: 'refund',
        paymentId,
        refundId,
        currency,
        gross: -amount,
        fee: 0,
        tax: 0,
        net: -amount,
        at,
      };
    });
  return [...paid, ...wentBack];
}

const feeTold = ({ fee, tax }: { fee: number | null; tax: number | null }) =>
  fee === null ? null : { fee, tax: tax ?? 0 };

export function upgradeSnapshot(snapshot: BookSnapshot | EarlierSnapshot): BookSnapshot {
  if (snapshot.version === 2) return snapshot;
  return {
    ...snapshot,
    version: 2,
    clockAheadMs: 0,
    movements: movementsOf(snapshot),
    disputes: [],
    orders: snapshot.orders.map((record) => ({
      ...record,
      automaticMinutes: record.automaticMinutes ?? null,
      manualMinutes: record.manualMinutes ?? longestManualMinutes,
    })),
    payments: snapshot.payments.map((record) => ({ ...record, fee: record.fee ?? feeTold(record.entity) })),
    refunds: snapshot.refunds.map((record) => ({ ...record, isSilent: record.isSilent ?? false })),
  };
}
