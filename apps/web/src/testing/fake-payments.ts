import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { moneyPhases } from '@holdfast/contract/booking/booking-words';
import type { PaymentRuling } from '@holdfast/contract/payment/payment.procedures';
import type { Payment } from '@holdfast/contract/payment/payment.schemas';
import { attemptState } from '@holdfast/contract/payment/payment.states';
import { refundState } from '@holdfast/contract/refund/refund.states';
import { fakeId } from './fake-data.ts';
import { type FakeHandlers, FakeRefusal } from './fake-link.ts';

type Attempt = Payment['attempts'][number];
type Refund = Payment['refunds'][number];

function attemptOf(booking: Booking): Attempt[] {
  const { money, updatedAt } = booking;
  const isNone = money.wrong === null && money.refunded.amountMinor === 0;
  if (moneyPhases[money.state] !== 'came' && isNone) return [];
  return [
    {
      providerPaymentId: 'pay_HoldfastTest01',
      state: attemptState.captured,
      amount: money.wrong ?? money.due,
      method: 'upi',
      quarantineReason: money.wrong === null ? null : 'amount_mismatch',
      updatedAt,
    },
  ];
}

export function fakeRefund(number: number, draft: Partial<Refund> & Pick<Refund, 'amount'>): Refund {
  return {
    id: fakeId(8, number) as Refund['id'],
    providerPaymentId: 'pay_HoldfastTest01',
    state: refundState.requested,
    reason: 'clinic_cancelled',
    bankReference: null,
    updatedAt: new Date(Date.UTC(2026, 10, 23, 5, number)).toISOString(),
    ...draft,
  };
}

/** The charge of a booking as its money says: what came, what is on its way back, and what was refused. */
export function fakePaymentOf(booking: Booking): Payment {
  const { payment, money } = booking;
  const { refunding, refunded, refundDue } = money;
  const gone = refunded.amountMinor > 0 ? [fakeRefund(3, { amount: refunded, state: 'processed' })] : [];
  const refused =
    money.state === 'refund_failed' ? [fakeRefund(2, { amount: refundDue, state: 'failed' })] : [];
  return {
    id: payment.paymentId,
    clinicId: booking.clinicId,
    bookingId: booking.id,
    provider: payment.provider,
    collected: payment.collected,
    state: payment.state,
    amount: money.due,
    attempts: attemptOf(booking),
    refunds: [
      ...(refunding.amountMinor > 0 ? [fakeRefund(1, { amount: refunding })] : []),
      ...refused,
      ...gone,
    ],
    deposits: [],
    owedAtDesk: { amountMinor: 0, currency: booking.price.currency },
    version: booking.version,
  };
}

interface RuleInput {
  readonly paymentId: string;
  readonly ruling: PaymentRuling;
}

interface FakeBooks {
  readonly all: () => readonly Booking[];
  readonly write: (booking: Booking) => void;
}

/** Charges in memory, and what a person decides about them. */
export function createFakePayments({ all, write }: FakeBooks): FakeHandlers {
  const more = new Map<string, Refund[]>();
  const owner = (paymentId: string): Booking => {
    const found = all().find(({ payment }) => payment.paymentId === paymentId);
    if (!found) throw new FakeRefusal('NOT_FOUND');
    return found;
  };
  const read = (paymentId: string): Payment => {
    const payment = fakePaymentOf(owner(paymentId));
    return { ...payment, refunds: [...payment.refunds, ...(more.get(paymentId) ?? [])] };
  };
  const request = (paymentId: string, draft: Pick<Refund, 'amount' | 'reason'>): void => {
    const known = more.get(paymentId) ?? [];
    more.set(paymentId, [...known, fakeRefund(10 + known.length, draft)]);
  };
  const rulings: Readonly<Record<PaymentRuling, (booking: Booking) => void>> = {
    place: (booking) => {
      const { money, version } = booking;
      if (money.wrong === null) throw new FakeRefusal('STATE_CONFLICT');
      const placed = { ...money, state: 'paid' as const, paid: money.due, wrong: null };
      write({ ...booking, money: placed, version: version + 1 });
    },
    return: ({ money, payment }) => {
      if (money.wrong === null) throw new FakeRefusal('STATE_CONFLICT');
      request(payment.paymentId, { amount: money.wrong, reason: 'wrong_payment' });
    },
    ask_again: (booking) => {
      const { money, payment, version } = booking;
      if (money.refundDue.amountMinor === 0) throw new FakeRefusal('STATE_CONFLICT');
      const refundDue = { ...money.refundDue, amountMinor: 0 };
      const asked = { ...money, state: 'refunding' as const, refunding: money.refundDue, refundDue };
      write({ ...booking, money: asked, version: version + 1 });
      more.set(payment.paymentId, [fakeRefund(2, { amount: money.refundDue, state: 'failed' })]);
    },
  };
  return {
    'payments.get': ({ paymentId }: { paymentId: string }) => read(paymentId),
    'payments.rule': ({ paymentId, ruling }: RuleInput) => {
      rulings[ruling](owner(paymentId));
      return read(paymentId);
    },
  };
}
