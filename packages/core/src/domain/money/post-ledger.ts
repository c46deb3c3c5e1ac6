import { bookingState } from '@holdfast/contract/booking/booking.states';
import { type LedgerAccount, ledgerAccount } from '@holdfast/contract/money/chart-of-accounts';
import { providerRefundMachine } from '@holdfast/contract/refund/provider-refund.states';
import type { Attempt, Bill, PostedSum } from './bill.ts';
import {
  capturedMinor,
  counts,
  dueMinor,
  keptByAttempt,
  pendingMinor,
  priceMinor,
  refundsOf,
} from './judge-money.ts';

/** One balanced set of entries: what a change of the bill moved between accounts. */
export interface Posting {
  readonly id: string;
  /** What was told or done, for people who read the ledger. */
  readonly cause: string;
  readonly effectiveAt: Date;
  readonly entries: readonly PostedSum[];
}

const keyOf = ({ account, ownerId, objectId, currency }: PostedSum): string =>
  [account, ownerId, objectId ?? '', currency].join('|');

/** Sums that stand for one thing only: equal keys are added up, zeros vanish. */
export function addedUp(entries: readonly PostedSum[]): PostedSum[] {
  const sums = new Map<string, PostedSum>();
  for (const entry of entries) {
    const known = sums.get(keyOf(entry));
    sums.set(keyOf(entry), { ...entry, amountMinor: entry.amountMinor + (known?.amountMinor ?? 0) });
  }
  return [...sums.values()].filter(({ amountMinor }) => amountMinor !== 0);
}

function feesOf(attempt: Attempt): PostedSum[] {
  const { providerAccountId: ownerId, currency, feeMinor, taxMinor } = attempt;
  if (feeMinor === null || feeMinor === 0) return [];
  const tax = taxMinor ?? 0;
  const base = { ownerId, objectId: attempt.id, currency };
  return [
    { ...base, account: ledgerAccount.provider_balance, amountMinor: -feeMinor },
    { ...base, account: ledgerAccount.provider_fees, amountMinor: feeMinor - tax },
    { ...base, account: ledgerAccount.provider_fee_tax, amountMinor: tax },
  ];
}

/** What the books must say about one attempt: the provider's figure, and to whom the money belongs. */
function targetOf(bill: Bill, attempt: Attempt, keptMinor: number): PostedSum[] {
  const captured = capturedMinor(attempt);
  if (captured === 0) return [];
  const { providerAccountId: accountId, currency } = attempt;
  // The provider takes a refund out of the balance when it is made there, and puts it back when it failed.
  const gone = refundsOf(bill, attempt).filter(({ state }) => providerRefundMachine.is.gone(state));
  const left = captured - gone.reduce((sum, one) => sum + one.amountMinor, 0);
  const onWay = Math.max(0, Math.min(left, pendingMinor(bill, attempt)));
  const rest = left - onWay;
  const isPlaced = counts(bill, attempt);
  const kept = isPlaced ? Math.min(rest, dueMinor(bill) === 0 ? rest : keptMinor) : 0;
  const atProvider = (objectId: string, amountMinor: number): PostedSum => ({
    account: ledgerAccount.provider_balance,
    ownerId: accountId,
    objectId,
    currency,
    amountMinor,
  });
  const owedTo = (account: LedgerAccount, ownerId: string, amountMinor: number): PostedSum => ({
    account,
    ownerId,
    objectId: null,
    currency,
    amountMinor: -amountMinor,
  });
  return [
    atProvider(attempt.id, captured),
    ...gone.map(({ id, amountMinor }) => atProvider(id, -amountMinor)),
    owedTo(ledgerAccount.refund_due, bill.id, onWay),
    owedTo(ledgerAccount.patient_funds, bill.id, kept),
    owedTo(ledgerAccount.suspense, accountId, rest - kept),
    ...feesOf(attempt),
  ];
}

function ofDeposits({ deposits, id, currency }: Bill): PostedSum[] {
  return deposits.flatMap((deposit) => [
    {
      account: deposit.kind === 'cash' ? ledgerAccount.cash_drawer : ledgerAccount.card_terminal,
      ownerId: deposit.drawerId,
      objectId: deposit.id,
      currency,
      amountMinor: deposit.amountMinor,
    },
    {
      account: ledgerAccount.patient_funds,
      ownerId: id,
      objectId: null,
      currency,
      amountMinor: -deposit.amountMinor,
    },
  ]);
}

/** Earned by completed visits, as far as the money for them is here. */
function earned(bill: Bill, fundsMinor: number): PostedSum[] {
  const price = priceMinor(bill, ({ state }) => state === bookingState.completed);
  const amountMinor = Math.max(0, Math.min(price, fundsMinor));
  const base = { objectId: null, currency: bill.currency };
  return [
    { ...base, account: ledgerAccount.patient_funds, ownerId: bill.id, amountMinor },
    { ...base, account: ledgerAccount.clinic_income, ownerId: bill.clinicId, amountMinor: -amountMinor },
  ];
}

/** The bill's whole ledger as its facts demand it. */
export function ledgerOf(bill: Bill): PostedSum[] {
  const kept = keptByAttempt(bill);
  const received = addedUp([
    ...bill.attempts.flatMap((attempt) => targetOf(bill, attempt, kept.get(attempt.id) ?? 0)),
    ...ofDeposits(bill),
  ]);
  const funds = received
    .filter(({ account, currency }) => account === ledgerAccount.patient_funds && currency === bill.currency)
    .reduce((sum, { amountMinor }) => sum - amountMinor, 0);
  return addedUp([...received, ...earned(bill, funds)]);
}

/** The difference between what the books say and what they must say; null when there is none. */
export function postingFor(bill: Bill, id: string, cause: string, effectiveAt: Date): Posting | null {
  const booked = bill.posted.map((sum) => ({ ...sum, amountMinor: -sum.amountMinor }));
  const entries = addedUp([...ledgerOf(bill), ...booked]);
  return entries.length === 0 ? null : { id, cause, effectiveAt, entries };
}

/** The sums after a posting. */
export const postedWith = (bill: Bill, posting: Posting): PostedSum[] =>
  addedUp([...bill.posted, ...posting.entries]);
