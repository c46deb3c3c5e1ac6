import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { ledgerAccounts } from '@holdfast/contract/money/chart-of-accounts';
import { itemKinds } from '@holdfast/contract/money/items';
import { operationKinds, operationMachine } from '@holdfast/contract/money/operation.states';
import { attemptMachine, paymentMachine } from '@holdfast/contract/payment/payment.states';
import { providerRefundMachine } from '@holdfast/contract/refund/provider-refund.states';
import { refundMachine } from '@holdfast/contract/refund/refund.states';
import type { BillBookingRow, BillRow, RebookedRow } from '@holdfast/db/repos/bills.repo';
import { type Bill, type BillBooking, type Rebooked, requestReasons } from '../../domain/money/bill.ts';

/** The bill of the domain from the rows of the database: words become types, texts become instants. */

/** A word of a later release is an error here: deciding on it would be a guess. */
function wordOf<W extends string>(words: readonly W[], value: string): W {
  const word = words.find((one) => one === value);
  if (word === undefined) throw new Error(`"${value}" is none of ${words.join(', ')}`);
  return word;
}

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));

function bookingOf(row: BillBookingRow): BillBooking {
  const { id, keepIfLate, predecessorId, endedBy, canBeRetaken } = row;
  return {
    id,
    keepIfLate,
    predecessorId,
    endedBy,
    canBeRetaken,
    state: wordOf(bookingMachine.states, row.state),
    startsAt: new Date(row.startsAt),
    endedAt: instant(row.endedAt),
  };
}

function rebookedOf(row: RebookedRow): Rebooked {
  const { billId, billVersion, amountMinor } = row;
  const booking: BillBooking = {
    id: row.id,
    state: wordOf(bookingMachine.states, row.state),
    startsAt: new Date(row.startsAt),
    keepIfLate: row.keepIfLate,
    predecessorId: null,
    endedAt: null,
    endedBy: null,
    canBeRetaken: false,
  };
  return { booking, billId, billVersion, amountMinor };
}

function callsOf(row: BillRow): Pick<Bill, 'attempts' | 'refunds' | 'requests' | 'operations'> {
  return {
    attempts: row.attempts.map((attempt) => ({
      ...attempt,
      state: wordOf(attemptMachine.states, attempt.state),
      firstSeenAt: new Date(attempt.firstSeenAt),
      authorizedAt: instant(attempt.authorizedAt),
      capturedAt: instant(attempt.capturedAt),
    })),
    refunds: row.refunds.map((refund) => ({
      ...refund,
      state: wordOf(providerRefundMachine.states, refund.state),
      occurredAt: new Date(refund.occurredAt),
    })),
    requests: row.requests.map((request) => ({
      ...request,
      reason: wordOf(requestReasons, request.reason),
      state: wordOf(refundMachine.states, request.state),
    })),
    operations: row.operations.map((operation) => ({
      ...operation,
      kind: wordOf(operationKinds, operation.kind),
      state: wordOf(operationMachine.states, operation.state),
      nextAt: instant(operation.nextAt),
      slaAt: new Date(operation.slaAt),
    })),
  };
}

export interface ReadBill {
  readonly bill: Bill;
  /** The business clock of the read. */
  readonly now: Date;
  /** Versions of the bookings that the decision rests on. */
  readonly bookingVersions: ReadonlyMap<string, number>;
}

export function billOfRow(row: BillRow): ReadBill {
  const rebooked = row.bookings.at(-1)?.rebooked ?? null;
  const accounts = new Map(Object.entries(row.accounts));
  // The mode is frozen by the first order; before that there is no money to judge.
  const mode = row.mode ?? [...accounts.values()][0]?.mode ?? 'live';
  const bill: Bill = {
    id: row.id,
    clinicId: row.clinicId,
    version: row.version,
    patientId: row.patientId,
    currency: row.currency,
    mode,
    bookings: row.bookings.map(bookingOf),
    lines: row.bookings.map(({ id, priceMinor }) => ({
      id,
      bookingId: id,
      kind: 'visit',
      amountMinor: priceMinor,
    })),
    covers: row.covers,
    payments: row.payments.flatMap(({ providerAccountId, ...payment }) =>
      providerAccountId === null
        ? []
        : [{ ...payment, providerAccountId, state: wordOf(paymentMachine.states, payment.state) }],
    ),
    ...callsOf(row),
    deposits: row.deposits.map((deposit) => ({ ...deposit, receivedAt: new Date(deposit.receivedAt) })),
    items: row.items.map((item) => ({
      ...item,
      kind: wordOf(itemKinds, item.kind),
      openedAt: new Date(item.openedAt),
    })),
    posted: row.posted.map((sum) => ({ ...sum, account: wordOf(ledgerAccounts, sum.account) })),
    rebooked: rebooked && rebookedOf(rebooked),
    accounts,
    reviewAt: instant(row.reviewAt),
    sums: row.sums,
  };
  const versions = [...row.bookings, ...(rebooked ? [rebooked] : [])];
  return {
    bill,
    now: new Date(row.now),
    bookingVersions: new Map(versions.map(({ id, version }) => [id, version])),
  };
}
