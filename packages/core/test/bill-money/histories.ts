import type { OperationOutcome } from '../../src/domain/money/decide-money.ts';
import {
  answered,
  at,
  attempt,
  cancelled,
  own,
  priceMinor,
  refundOurs,
  refundThere,
  type Setup,
  type Step,
} from './bill-world.ts';

export interface History {
  readonly name: string;
  readonly setup: Setup;
  readonly steps: readonly Step[];
}

const half = priceMinor / 2;
const late: Setup = { booking: 'expired' };
const wanted: Setup = { booking: 'expired', keepIfLate: true, canBeRetaken: true };
const sent: Step = answered({ state: 'sent' });
const refused: OperationOutcome = { state: 'refused', error: 'too old' };
const unknown: OperationOutcome = { state: 'unknown', error: 'timeout', nextAt: at(1_200) };
const forNow: OperationOutcome = { state: 'planned', error: 'balance', nextAt: at(1_200) };

const permitted = own('the desk permits', () => ({
  kind: 'permit',
  cover: {
    id: 'cover',
    bookingId: 'booking',
    kind: 'desk_permission',
    amountMinor: priceMinor,
    grantedBy: 'desk',
  },
}));
const cash = (amountMinor: number, id = 'cash'): Step =>
  own(`cash ${amountMinor}`, () => ({
    kind: 'receive',
    deposit: { id, kind: 'cash', drawerId: 'drawer', amountMinor, receivedBy: 'desk', receivedAt: at(200) },
  }));
const ruled = (paymentId: string, ruling: 'place' | 'return'): Step =>
  own(`an operator decides to ${ruling}`, ({ attempts }) => {
    const one = attempts.find(({ providerPaymentId }) => providerPaymentId === paymentId);
    return one ? { kind: 'rule', attemptId: one.id, ruling, by: 'operator' } : null;
  });

const history = (name: string, setup: Setup, ...steps: Step[]): History => ({ name, setup, steps });
const a = (state: Parameters<typeof attempt>[1], told = {}): Step => attempt('A', state, told);
const b = (state: Parameters<typeof attempt>[1], told = {}): Step =>
  attempt('B', state, { after: 60, ...told });

const oneAttempt = [
  history('captured', {}, a('captured')),
  history('authorized, captured', {}, a('authorized'), a('captured')),
  history(
    'created, authorized, captured, fee told later',
    {},
    a('created'),
    a('authorized'),
    a('captured'),
    a('captured', { fee: 1_888 }),
  ),
  history('failed, then captured', {}, a('failed'), a('captured')),
  history(
    'failed with another amount, then captured right',
    {},
    a('failed', { amount: 70_000 }),
    a('captured'),
  ),
  history(
    'failed in another currency, then captured right',
    {},
    a('failed', { currency: 'USD' }),
    a('captured'),
  ),
  history('authorized and let go', {}, a('authorized'), a('voided')),
  history(
    'authorized, let go, told as a refund',
    {},
    a('authorized'),
    a('voided'),
    refundThere('r1', 'A', priceMinor),
  ),
  history('voided and captured both told', {}, a('authorized'), a('voided'), a('captured')),
  history('voided, refund, captured', {}, a('voided'), refundThere('r1', 'A', priceMinor), a('captured')),
  history('authorized 800, captured 700', {}, a('authorized'), a('captured', { amount: 70_000 })),
  history('authorized 700, captured 800', {}, a('authorized', { amount: 70_000 }), a('captured')),
  history('captured with another amount', {}, a('captured', { amount: 70_000 })),
  history('captured in another currency', {}, a('captured', { currency: 'USD' })),
  history('captured in another currency, refunded there', {}, a('captured', { currency: 'USD' }), {
    ...refundThere('r1', 'A', priceMinor),
  }),
  history(
    'wrong amount, then returned at the provider',
    {},
    a('captured', { amount: 70_000 }),
    refundThere('r1', 'A', 70_000),
  ),
  history(
    'wrong amount, returned in two parts there',
    {},
    a('captured', { amount: 70_000 }),
    refundThere('r1', 'A', 30_000),
    refundThere('r2', 'A', 40_000),
  ),
  history('wrong amount, an operator places it', {}, a('captured', { amount: 70_000 }), ruled('A', 'place')),
  history('test money for a live bill', {}, a('captured', { payment: 'test-payment' })),
  history(
    'fee and tax told by two sources',
    {},
    a('captured', { fee: 1_888 }),
    a('captured', { fee: 1_900 }),
    a('captured'),
  ),
  history(
    'everything about one payment',
    {},
    a('created'),
    a('requires_action'),
    a('failed'),
    a('authorized'),
    a('captured'),
    a('captured', { fee: 1_888 }),
  ),
];

const refundedThere = [
  history('refunded in full there', {}, a('captured'), refundThere('r1', 'A', priceMinor)),
  history(
    'refunded in full there, submitted first',
    {},
    a('captured'),
    refundThere('r1', 'A', priceMinor, 'submitted'),
    refundThere('r1', 'A', priceMinor),
  ),
  history('refunded in part there', {}, a('captured'), refundThere('r1', 'A', 30_000)),
  history(
    'refunded in two parts there',
    {},
    a('captured'),
    refundThere('r1', 'A', 30_000),
    refundThere('r2', 'A', 50_000),
  ),
  history(
    'refund there failed afterwards',
    {},
    a('captured'),
    refundThere('r1', 'A', priceMinor),
    refundThere('r1', 'A', priceMinor, 'failed'),
  ),
  history(
    'refund there submitted, processed, failed',
    {},
    a('captured'),
    refundThere('r1', 'A', half, 'submitted'),
    refundThere('r1', 'A', half),
    refundThere('r1', 'A', half, 'failed'),
  ),
  history(
    'more refunded there than captured',
    {},
    a('captured'),
    refundThere('r1', 'A', priceMinor),
    refundThere('r2', 'A', 10_000),
  ),
  history(
    'authorized, captured, refunded there',
    {},
    a('authorized'),
    a('captured'),
    refundThere('r1', 'A', priceMinor),
  ),
  history(
    'captured, fee later, refunded there',
    {},
    a('captured'),
    a('captured', { fee: 1_888 }),
    refundThere('r1', 'A', priceMinor),
  ),
];

const twoAttempts = [
  history('two captures', {}, a('captured'), b('captured')),
  history('two captures, the first fails earlier', {}, a('failed'), a('captured'), b('captured')),
  history(
    'two captures, full refund there of the first',
    {},
    a('captured'),
    b('captured'),
    refundThere('r1', 'A', priceMinor),
  ),
  history(
    'two captures, full refund there of the second',
    {},
    a('captured'),
    b('captured'),
    refundThere('r1', 'B', priceMinor),
  ),
  history(
    'two captures, both refunded there',
    {},
    a('captured'),
    b('captured'),
    refundThere('r1', 'A', priceMinor),
    refundThere('r2', 'B', priceMinor),
  ),
  history(
    'two captures, partial refund there of one',
    {},
    a('captured'),
    b('captured'),
    refundThere('r1', 'A', 30_000),
  ),
  history(
    'two captures, partial refunds there of both',
    {},
    a('captured'),
    b('captured'),
    refundThere('r1', 'A', 30_000),
    refundThere('r2', 'B', 50_000),
  ),
  history(
    'two captures with fees told later',
    {},
    a('captured'),
    b('captured'),
    a('captured', { fee: 1_888 }),
    b('captured', { fee: 1_999 }),
  ),
  history('two authorizations, one let go', {}, a('authorized'), b('authorized'), a('voided'), b('captured')),
  history(
    'two authorizations, both captured, one returned there',
    {},
    a('authorized'),
    b('authorized'),
    a('captured'),
    b('captured'),
    refundThere('r1', 'B', priceMinor),
  ),
  history('one failed, one captured', {}, a('failed'), b('captured')),
  history('a wrong and a right capture', {}, a('captured', { amount: 70_000 }), b('captured')),
  history(
    'a wrong and a right capture, the wrong one returned there',
    {},
    a('captured', { amount: 70_000 }),
    b('captured'),
    refundThere('r1', 'A', 70_000),
  ),
  history('test money beside live money', {}, a('captured', { payment: 'test-payment' }), b('captured')),
  history('three captures', {}, a('captured'), b('captured'), attempt('C', 'captured', { after: 90 })),
  history(
    'three captures, the middle one refunded there',
    {},
    a('captured'),
    b('captured'),
    attempt('C', 'captured', { after: 90 }),
    refundThere('r1', 'B', priceMinor),
  ),
  history('captures on two twin orders', {}, a('captured'), b('captured', { payment: 'twin' })),
  history('told before its order', {}, { kind: 'order', payment: 'payment' }, a('authorized'), a('captured')),
  history(
    'told before its twin order, refunded there',
    {},
    { kind: 'order', payment: 'twin' },
    a('captured'),
    b('captured', { payment: 'twin' }),
    refundThere('r1', 'B', priceMinor),
  ),
  history(
    'two attempts, voids, captures, a partial refund',
    {},
    a('authorized'),
    a('voided'),
    b('authorized'),
    b('captured'),
    refundThere('r1', 'B', 30_000),
    a('captured'),
  ),
];

const lateMoney = [
  history('late money', late, a('captured')),
  history('late money, authorized first', late, a('authorized'), a('captured')),
  history('late money, refunded there', late, a('captured'), refundThere('r1', 'A', priceMinor)),
  history('late money, partly refunded there', late, a('captured'), refundThere('r1', 'A', 30_000)),
  history(
    'late money, refunded there in two parts',
    late,
    a('captured'),
    refundThere('r1', 'A', 30_000),
    refundThere('r2', 'A', 50_000),
  ),
  history(
    'late money, a refund there that failed',
    late,
    a('captured'),
    refundThere('r1', 'A', 30_000),
    refundThere('r1', 'A', 30_000, 'failed'),
  ),
  history('late money twice', late, a('captured'), b('captured')),
  history(
    'late money twice, one refunded there',
    late,
    a('captured'),
    b('captured'),
    refundThere('r1', 'A', priceMinor),
  ),
  history('late money of another amount', late, a('captured', { amount: 70_000 })),
  history('late money for a time that is still free', wanted, a('captured')),
  history(
    'late money for a free time, authorized first',
    wanted,
    a('authorized'),
    a('captured'),
    a('captured', { fee: 1_888 }),
  ),
  history('late money for a time held again', { ...wanted, rebooked: true }, a('captured')),
  history(
    'late money all but 0.50 refunded there',
    late,
    a('captured'),
    refundThere('r1', 'A', priceMinor - 50),
  ),
];

const ourRefunds = [
  history('cancelled', {}, a('captured'), cancelled),
  history('cancelled, refunded by us', {}, a('captured'), cancelled, sent, refundOurs('r1', 'A', priceMinor)),
  history(
    'cancelled, sent, told in two steps',
    {},
    a('captured'),
    cancelled,
    sent,
    refundOurs('r1', 'A', priceMinor, 'submitted'),
    refundOurs('r1', 'A', priceMinor),
  ),
  history(
    'cancelled, no answer, then told',
    {},
    a('captured'),
    cancelled,
    sent,
    answered(unknown),
    refundOurs('r1', 'A', priceMinor),
  ),
  history('cancelled, refused for ever', {}, a('captured'), cancelled, sent, answered(refused)),
  history('cancelled, refused for now', {}, a('captured'), cancelled, sent, answered(forNow)),
  history(
    'cancelled, refused, yet processed',
    {},
    a('captured'),
    cancelled,
    sent,
    answered(refused),
    refundOurs('r1', 'A', priceMinor),
  ),
  history(
    'cancelled, ours failed afterwards',
    {},
    a('captured'),
    cancelled,
    sent,
    refundOurs('r1', 'A', priceMinor),
    refundOurs('r1', 'A', priceMinor, 'failed'),
  ),
];

const atTheDesk = [
  history('paid in cash', {}, cash(priceMinor)),
  history('paid in cash and online', {}, cash(priceMinor), a('captured')),
  history(
    'paid in cash and online, the online money returned there',
    {},
    cash(priceMinor),
    a('captured'),
    refundThere('r1', 'A', priceMinor),
  ),
  history('permitted, then paid online', {}, permitted, a('authorized'), a('captured')),
  history('half in cash, half returned there', {}, cash(half), a('captured'), refundThere('r1', 'A', half)),
  history('unknown money', { unplaced: true }, a('captured')),
  history(
    'unknown money, refunded there',
    { unplaced: true },
    a('captured'),
    refundThere('r1', 'A', priceMinor),
  ),
  history(
    'unknown money, fee told later, partly refunded there',
    { unplaced: true },
    a('captured'),
    a('captured', { fee: 1_888 }),
    refundThere('r1', 'A', 30_000),
  ),
];

export const histories: readonly History[] = [
  ...oneAttempt,
  ...refundedThere,
  ...twoAttempts,
  ...lateMoney,
  ...ourRefunds,
  ...atTheDesk,
];
