import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Balance } from './balance.ts';
import type { Bank } from './bank.ts';
import { unrequested } from './bank-refunds.ts';
import type { Book, PaymentRecord, RefundRecord } from './book.ts';
import type { Clock } from './clock.ts';
import { refundableDays } from './defaults.ts';
import type { DueActions } from './due-actions.ts';
import { toNotes } from './entities.ts';
import type { Misbehaviours } from './misbehaviour.ts';
import { Refusal } from './refusal.ts';
import { notesShape } from './request-body.ts';

export const refundBody = z.strictObject({
  amount: z.int('The amount must be an integer.').optional(),
  speed: z.enum(['normal', 'optimum']).default('normal'),
  notes: notesShape.optional(),
  receipt: z.string().max(40).optional(),
  reverse_all: z.union([z.boolean(), z.literal(0), z.literal(1)]).optional(),
});
type RefundBody = z.output<typeof refundBody>;

const smallestRefund = 100;

interface Options {
  book: Book;
  bank: Bank;
  due: DueActions;
  clock: Clock;
  balance: Balance;
  misbehaviours: Misbehaviours;
  refundAfterMs: number;
}

export interface Refunds {
  /** Checked when the call arrives; the effect may come later, and until then the key is in use. */
  readonly claimKey: (key: string | null) => () => void;
  readonly create: (paymentId: string, key: string | null, body: RefundBody) => RefundRecord;
  /** A refund from the provider's dashboard, not requested by the merchant's system. */
  readonly createFromDashboard: (paymentId: string, amount: number | undefined) => RefundRecord;
}

function createKeys() {
  const inFlight = new Set<string>();
  return (key: string | null): (() => void) => {
    if (key === null) return () => undefined;
    if (!/^[A-Za-z0-9_-]{10,}$/.test(key)) {
      throw new Refusal(
        'The idempotency key must be at least 10 characters of letters, digits, hyphen and underscore',
        {
          reason: 'invalid_idempotency_key',
        },
      );
    }
    if (inFlight.has(key)) throw inFlightConflict();
    inFlight.add(key);
    let held = true;
    return () => {
      if (held) inFlight.delete(key);
      held = false;
    };
  };
}

function permittedAmount({ entity }: PaymentRecord, requested: number | undefined): number {
  const metadata = { payment_id: entity.id };
  const left = entity.amount - entity.amount_refunded;
  if (!entity.captured) {
    throw new Refusal('The payment status should be captured for action to be taken', {
      reason: 'payment_not_captured',
      metadata,
    });
  }
  if (left === 0)
    throw new Refusal('The payment has been fully refunded already', {
      reason: 'fully_refunded',
      metadata,
    });
  const amount = requested ?? left;
  if (amount < smallestRefund) {
    throw new Refusal('The amount must be at least INR 1.00', { field: 'amount', metadata });
  }
  if (amount > left) {
    throw new Refusal('The total refund amount is greater than the refund payment amount', {
      reason: 'refund_amount_exceeds_captured',
      field: 'amount',
      metadata,
    });
  }
  return amount;
}

/** What the payment allows may still be more than banks take back, or than the merchant has. */
function requireFunds({ clock, balance }: Options, { entity }: PaymentRecord, amount: number): void {
  if (clock.seconds() - entity.created_at > refundableDays * 86_400)
    throw new Refusal('Payment is more than 6 months old, only instant refund is supported', {
      reason: null,
    });
  if (balance.of(entity.currency) < amount)
    throw new Refusal(
      'Your account does not have enough balance to carry out the refund operation. You can add funds to your account from your Razorpay dashboard or capture new payments.',
      { reason: null },
    );
}

export function createRefunds(options: Options): Refunds {
  const { book, bank, due, misbehaviours, refundAfterMs } = options;
  function refundable(payment: PaymentRecord, requested: number | undefined): number {
    const amount = permittedAmount(payment, requested);
    requireFunds(options, payment, amount);
    return amount;
  }

  function planSettlement(refund: RefundRecord): void {
    const mischief = misbehaviours.takeRefund();
    const afterMs = mischief?.delayMs ?? refundAfterMs;
    if (mischief?.kind === 'stay-pending') return;
    if (mischief?.kind === 'processed-at-once') bank.processRefund(refund);
    else due.plan(mischief?.kind === 'fail' ? 'fail-refund' : 'process-refund', refund.entity.id, afterMs);
  }

  const findByKey = (key: string): RefundRecord | undefined =>
    [...book.refunds.values()].find(({ idempotencyKey }) => idempotencyKey === key);

  function create(paymentId: string, key: string | null, body: RefundBody): RefundRecord {
    const payment = book.payment(paymentId);
    const requestHash = createHash('sha256')
      .update(JSON.stringify([paymentId, body]))
      .digest('hex');
    const earlier = key === null ? undefined : findByKey(key);
    if (earlier !== undefined) {
      if (earlier.requestHash === requestHash) return earlier;
      throw new Refusal('Different request body sent for the same idempotency key', {
        reason: 'idempotency_key_reused',
        metadata: { payment_id: paymentId },
      });
    }
    const refund = bank.createRefund(payment, {
      amount: refundable(payment, body.amount),
      notes: toNotes(body.notes),
      receipt: body.receipt ?? null,
      speed: body.speed,
      requestedBy: 'api',
      idempotencyKey: key,
      requestHash,
      isSilent: false,
    });
    planSettlement(refund);
    return refund;
  }

  function createFromDashboard(paymentId: string, amount: number | undefined): RefundRecord {
    const payment = book.payment(paymentId);
    const refund = bank.createRefund(payment, {
      ...unrequested,
      amount: refundable(payment, amount),
      requestedBy: 'dashboard',
    });
    planSettlement(refund);
    return refund;
  }

  return { claimKey: createKeys(), create, createFromDashboard };
}

export function inFlightConflict(): Refusal {
  return new Refusal('Another request with the same idempotency key is in progress', {
    status: 409,
    reason: 'request_in_progress',
  });
}
