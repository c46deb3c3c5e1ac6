import { refundState } from '@holdfast/contract/refund/refund.states';
import { describe, expect, it } from 'vitest';
import { fakeVisit } from '../../../testing/fake-board.ts';
import { fakeMoney } from '../../../testing/fake-data.ts';
import { fakePaymentOf, fakeRefund } from '../../../testing/fake-payments.ts';
import { askAgainOf, type Refund, rulingsOf } from './rulings.ts';

const wrong = { amountMinor: 70_000, currency: 'INR' };
const wrongVisit = fakeVisit(1, { money: { state: 'wrong_amount', wrong } });
const kinds = (rulings: ReturnType<typeof rulingsOf>) => rulings.map(({ ruling }) => ruling);

function rulingsWith(
  refunds: readonly Refund[],
  draft: { quarantineReason?: string; currency?: string } = {},
) {
  const money = draft.currency
    ? fakeMoney({ state: 'wrong_amount', wrong: { ...wrong, currency: draft.currency } })
    : wrongVisit.money;
  const payment = fakePaymentOf({ ...wrongVisit, money });
  const [attempt] = payment.attempts;
  if (!attempt) throw new Error('no attempt');
  const seen = { ...attempt, quarantineReason: draft.quarantineReason ?? attempt.quarantineReason };
  return kinds(rulingsOf(seen, { ...payment, attempts: [seen], refunds: [...refunds] }, { money }));
}

describe('wrong money', () => {
  it('is placed or sent back', () => {
    expect(rulingsWith([])).toEqual(['place', 'return']);
  });

  it('is only sent back where its currency or mode cannot count', () => {
    expect(rulingsWith([], { currency: 'USD', quarantineReason: 'currency_mismatch' })).toEqual(['return']);
    expect(rulingsWith([], { quarantineReason: 'other_mode' })).toEqual(['return']);
  });

  it('is left alone while it is on its way back', () => {
    expect(rulingsWith([fakeRefund(1, { amount: wrong, reason: 'wrong_payment' })])).toEqual([]);
  });

  it('whose refund was refused is placed, or asked for again', () => {
    const refused = fakeRefund(1, { amount: wrong, reason: 'wrong_payment', state: refundState.failed });
    expect(rulingsWith([refused])).toEqual(['place']);
    const payment = { ...fakePaymentOf(wrongVisit), refunds: [refused] };
    expect(askAgainOf(refused, payment, wrongVisit)).toMatchObject({ ruling: 'ask_again', amount: wrong });
  });

  it('that has gone back already asks for nothing', () => {
    const back = fakeRefund(1, { amount: wrong, reason: 'wrong_payment', state: refundState.processed });
    expect(rulingsWith([back])).toEqual([]);
  });

  it('is decided attempt by attempt: of two, the one that has gone back asks for nothing', () => {
    const payment = fakePaymentOf(wrongVisit);
    const twins = payment.attempts.flatMap((one) => [
      one,
      { ...one, providerPaymentId: 'pay_HoldfastTest02' },
    ]);
    const back = fakeRefund(1, { amount: wrong, reason: 'wrong_payment', state: refundState.processed });
    const both = { ...payment, attempts: twins, refunds: [back] };
    const offered = twins.flatMap((attempt) => rulingsOf(attempt, both, wrongVisit));
    expect(offered.map(({ ruling, providerPaymentId }) => [ruling, providerPaymentId])).toEqual([
      ['place', 'pay_HoldfastTest02'],
      ['return', 'pay_HoldfastTest02'],
    ]);
  });
});

describe('money that counts', () => {
  it('is nothing to rule about', () => {
    const paid = fakeVisit(2);
    const payment = fakePaymentOf(paid);
    expect(payment.attempts).toHaveLength(1);
    expect(payment.attempts.flatMap((attempt) => rulingsOf(attempt, payment, paid))).toEqual([]);
  });
});

describe('a refused refund', () => {
  const owed = fakeVisit(3, { state: 'cancelled', money: { state: 'refund_failed', refundDue: 80_000 } });
  const payment = fakePaymentOf(owed);
  const [refused] = payment.refunds;
  if (!refused) throw new Error('no refund');

  it('is asked for again with all that is owed', () => {
    expect(askAgainOf(refused, payment, owed)).toEqual({
      ruling: 'ask_again',
      providerPaymentId: 'pay_HoldfastTest01',
      amount: refused.amount,
    });
  });

  it('is not asked for again once the money is on its way or has gone back', () => {
    const asked = { ...payment, refunds: [refused, fakeRefund(8, { amount: refused.amount })] };
    expect(askAgainOf(refused, asked, owed)).toBeNull();
    const part = { money: fakeMoney({ state: 'refund_failed', refundDue: 30_000 }) };
    expect(askAgainOf(refused, payment, part)).toBeNull();
  });

  it('is asked for again on the last refusal alone', () => {
    const later = fakeRefund(9, { amount: refused.amount, state: refundState.failed });
    const both = { ...payment, refunds: [refused, later] };
    expect(askAgainOf(refused, both, owed)).toBeNull();
    expect(askAgainOf(later, both, owed)).not.toBeNull();
  });

  it('that the provider itself began is not ours to repeat', () => {
    expect(askAgainOf({ ...refused, reason: 'provider_initiated' }, payment, owed)).toBeNull();
  });

  it('is of the capture that it names, where there are two', () => {
    const twins = payment.attempts.flatMap((one) => [
      one,
      { ...one, providerPaymentId: 'pay_HoldfastTest02' },
    ]);
    const { providerPaymentId } = refused;
    expect(askAgainOf(refused, { ...payment, attempts: twins }, owed)).toMatchObject({ providerPaymentId });
    expect(askAgainOf({ ...refused, providerPaymentId: 'pay_Other' }, payment, owed)).toBeNull();
  });
});
