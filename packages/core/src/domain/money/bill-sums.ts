import { itemKind } from '@holdfast/contract/money/items';
import { attemptMachine, attemptState } from '@holdfast/contract/payment/payment.states';
import { providerRefundState } from '@holdfast/contract/refund/provider-refund.states';
import { refundState } from '@holdfast/contract/refund/refund.states';
import type { Attempt, Bill, BillSums } from './bill.ts';
import { capturedMinor, counts, fundsMinor, pendingOf, refundsOf, wrongOf } from './judge-money.ts';

/** Of a bill to which nothing has come. */
export const noSums: BillSums = {
  fundsMinor: 0,
  heldMinor: 0,
  askedBackMinor: 0,
  unknownBackMinor: 0,
  leavingMinor: 0,
  returnedMinor: 0,
  refusedMinor: 0,
  wrongMinor: 0,
  wrongCurrency: null,
  isChecking: false,
};

const sumOf = <T>(rows: readonly T[], amountOf: (row: T) => number): number =>
  rows.reduce((sum, row) => sum + amountOf(row), 0);

/** Captured, and not back with the payer by the provider's word: what is on its way back is told until it has arrived. */
function unreturnedMinor(bill: Bill, attempt: Attempt): number {
  const returned = refundsOf(bill, attempt).filter(({ state }) => state === providerRefundState.processed);
  return capturedMinor(attempt) - sumOf(returned, ({ amountMinor }) => amountMinor);
}

/** What pages show of a bill's money. Of wrong money the first kind is told; each attempt tells its own. */
export function sumsOf(bill: Bill): BillSums {
  const counted = bill.attempts.filter((attempt) => counts(bill, attempt));
  const wrong = bill.attempts.filter(
    (attempt) => !counts(bill, attempt) && unreturnedMinor(bill, attempt) > 0,
  );
  const wrongCurrency = wrong[0]?.currency ?? null;
  // The release of an authorization is told as a refund too: nothing had come.
  const captured = counted.filter((attempt) => capturedMinor(attempt) > 0);
  const pending = captured.flatMap((attempt) => pendingOf(bill, attempt));
  const facts = captured.flatMap((attempt) => refundsOf(bill, attempt));
  const refusedItems = bill.items.filter(({ kind }) => kind === itemKind.refund_refused);
  const factsThatAre = (state: string): number =>
    sumOf(
      facts.filter((fact) => fact.state === state),
      ({ amountMinor }) => amountMinor,
    );
  const isHeld = (attempt: Attempt): boolean =>
    attempt.state === attemptState.authorized && wrongOf(bill, attempt) === null;
  const isUnknown = ({ state }: { readonly state: string }): boolean => state === refundState.unknown;
  const amount = ({ amountMinor }: { readonly amountMinor: number }): number => amountMinor;
  return {
    fundsMinor: fundsMinor(bill),
    heldMinor: sumOf(bill.attempts.filter(isHeld), amount),
    askedBackMinor: sumOf(
      pending.filter((one) => !isUnknown(one)),
      amount,
    ),
    unknownBackMinor: sumOf(pending.filter(isUnknown), amount),
    leavingMinor: factsThatAre(providerRefundState.submitted),
    returnedMinor: factsThatAre(providerRefundState.processed),
    refusedMinor: sumOf(refusedItems, amount),
    wrongMinor: sumOf(
      wrong.filter(({ currency }) => currency === wrongCurrency),
      (attempt) => unreturnedMinor(bill, attempt),
    ),
    wrongCurrency,
    isChecking: bill.attempts.some(
      ({ state }) => attemptMachine.is.open(state) && state !== attemptState.authorized,
    ),
  };
}
