import type { Balance } from './balance.ts';
import type { Bank } from './bank.ts';
import type { Book, Fee, PaymentRecord } from './book.ts';
import type { Clock } from './clock.ts';
import {
  type DisputeEntity,
  type DisputeOutcome,
  newDispute,
  type PaymentEntity,
  type RefundEntity,
} from './entities.ts';
import { newId } from './ids.ts';
import type { PayInput, PayOrder } from './pay-order.ts';
import { capturePayment } from './payments.ts';
import type { Refunds } from './refunds.ts';
import { Refusal } from './refusal.ts';
import { type Terms, type TermsChanges, withChanges } from './terms.ts';
import type { PaymentLinkEntity, WebhookEvents } from './webhook-events.ts';

interface DashboardParts {
  readonly book: Book;
  readonly bank: Bank;
  readonly refunds: Refunds;
  readonly balance: Balance;
  readonly events: WebhookEvents;
  readonly clock: Clock;
  readonly terms: Terms;
  readonly payOrder: PayOrder;
}

export type PaymentMove = 'authorized' | 'captured' | 'failed' | 'auto-refunded';

/** A try in the payer's app may be of another amount than the one before, under the same payment id. */
export interface MoveChanges {
  amount?: number | undefined;
  currency?: string | undefined;
}

export interface ForeignMoney {
  amount: number;
  currency: string;
}

function captureByHand({ book, bank }: DashboardParts, payment: PaymentRecord): void {
  const { entity } = payment;
  const { status, captured } = entity;
  if (status === 'refunded' && !captured) {
    bank.captureGivenBack(payment);
    return;
  }
  if (status === 'created' || status === 'failed') bank.authorize(payment);
  capturePayment(book, bank, entity.id, entity, 'control');
}

function movesOf(parts: DashboardParts) {
  const { book, bank } = parts;
  /** A later step of an existing payment id; any step that has been seen in production. */
  return (paymentId: string, move: PaymentMove, changes: MoveChanges = {}): PaymentEntity => {
    const payment = book.payment(paymentId);
    const { entity } = payment;
    const isOpen = entity.status === 'created' || entity.status === 'failed';
    if (!isOpen && (changes.amount !== undefined || changes.currency !== undefined))
      throw new Refusal('The amount of authorized money does not change', { reason: 'wrong_state' });
    entity.amount = changes.amount ?? entity.amount;
    entity.currency = changes.currency ?? entity.currency;
    if (move === 'captured') captureByHand(parts, payment);
    else if (move === 'auto-refunded') bank.autoRefund(payment);
    else if (!isOpen)
      throw new Refusal(`A payment that is ${entity.status} does not become ${move}`, {
        reason: 'wrong_state',
      });
    else if (move === 'authorized') bank.authorize(payment);
    else bank.fail(payment);
    return entity;
  };
}

function foreignMoneyOf({ book, bank, events, payOrder }: DashboardParts) {
  return {
    /** Another order of the same receipt, as an order creation that was answered twice leaves it, and a payment of it. */
    payTwin: (orderId: string, input: PayInput = {}) => {
      const { entity, ...rules } = book.order(orderId);
      const { amount, currency, receipt, notes } = entity;
      const twin = bank.createOrder({ ...rules, amount, currency, receipt, notes });
      return { order: twin.entity, ...payOrder(twin.entity.id, input) };
    },
    /** A payment link that somebody made in the dashboard: money of the account, and no order of ours. */
    payByLink: ({ amount, currency }: ForeignMoney) => {
      const id = newId('plink');
      const { entity: order } = bank.createOrder({
        captureMode: 'automatic',
        receipt: null,
        notes: [],
        amount,
        currency,
      });
      const { payment } = payOrder(order.id, { payer: { description: `#${id}` } });
      const link: PaymentLinkEntity = {
        id,
        amount,
        currency,
        status: 'paid',
        reference_id: '',
        order_id: order.id,
      };
      events.linkPaid(link, order, payment);
      return { link, order, payment };
    },
    /** Only authorized: without an order it can never be captured. */
    payWithoutOrder: ({ amount, currency }: ForeignMoney): PaymentEntity => {
      const payment = bank.startWithoutOrder(amount, currency);
      bank.authorize(payment);
      return payment.entity;
    },
  };
}

function disputesOf({ book, balance, events, clock }: DashboardParts) {
  return {
    openDispute: (paymentId: string, amount?: number): DisputeEntity => {
      const { entity: payment } = book.payment(paymentId);
      if (!payment.captured) throw new Refusal('Only captured money is disputed', { reason: 'wrong_state' });
      const dispute = newDispute(payment, amount ?? payment.amount, clock.seconds());
      book.disputes.set(dispute.id, { entity: dispute });
      book.changed();
      events.dispute('payment.dispute.created', dispute, payment);
      return dispute;
    },
    settleDispute: (disputeId: string, outcome: DisputeOutcome): DisputeEntity => {
      const { entity: dispute } = book.dispute(disputeId);
      const { payment_id: paymentId, currency, amount } = dispute;
      if (outcome === 'lost' && dispute.amount_deducted === 0) {
        dispute.amount_deducted = amount;
        balance.move({ kind: 'dispute', paymentId, currency, gross: -amount });
      }
      dispute.status = outcome;
      book.changed();
      events.dispute(`payment.dispute.${outcome}`, dispute, book.payment(paymentId).entity);
      return dispute;
    },
  };
}

/** What people do at the provider: payers in their apps, the merchant's staff in the dashboard, the provider's own. */
export function createDashboard(parts: DashboardParts) {
  const { book, bank, refunds, balance, terms } = parts;
  return {
    ...foreignMoneyOf(parts),
    ...disputesOf(parts),
    movePayment: movesOf(parts),
    refundFromDashboard: (paymentId: string, amount?: number): RefundEntity =>
      refunds.createFromDashboard(paymentId, amount).entity,
    settleRefund: (refundId: string, outcome: 'processed' | 'failed'): RefundEntity => {
      const refund = book.refund(refundId);
      if (outcome === 'processed') bank.processRefund(refund);
      else bank.failRefund(refund);
      return refund.entity;
    },
    /** Fee and tax are known from now on; figures given here correct those that were charged. */
    tellFee: (paymentId: string, changed?: Fee): PaymentEntity => {
      const payment = book.payment(paymentId);
      if (payment.fee === null)
        throw new Refusal('There is no fee before the capture', { reason: 'wrong_state' });
      bank.tellFee(payment, changed);
      return payment.entity;
    },
    /** A top-up, or money that was settled to the merchant's bank; returns the new balance. */
    adjustBalance: (amountMinor: number, currency = 'INR'): number => {
      balance.move({ kind: 'adjustment', currency, gross: amountMinor });
      book.changed();
      return balance.of(currency);
    },
    balance: (currency = 'INR'): number => balance.of(currency),
    setTerms: (changes: TermsChanges): Terms => Object.assign(terms, withChanges(terms, changes)),
    terms: (): Terms => ({ ...terms }),
  };
}
