import type { RequestContext } from '@holdfast/contract/context';
import type { BookingViewRow } from '@holdfast/db/repos/bookings.repo';
import { type Decision, refusalError } from '../../decision.ts';
import type { Bill } from '../../domain/money/bill.ts';
import { found, type Tx, userOf } from '../../usecase.ts';
import { type BookingOut, renderBooking } from '../booking/render-booking.ts';
import { changeBill, type MoneyDeps } from '../money/change-bill.ts';
import type { EnteredMoney } from './load-desk-money.ts';

/** Tells the reducer what was received, once: a bill that has the deposit is left as it is. */
export async function recordDeposit(
  money: MoneyDeps,
  context: RequestContext,
  row: BookingViewRow,
  { billId, depositId: id, drawerId, kind, amountMinor }: EnteredMoney,
  decide: (bill: Bill) => Decision<null>,
): Promise<void> {
  const receivedBy = userOf(context) ?? '';
  await changeBill(
    money,
    'system:desk',
    context.requestId,
    { clinicId: row.clinic_id, billId },
    (bill, now) => {
      if (bill.deposits.some((deposit) => deposit.id === id)) return [];
      const decision = decide(bill);
      if (decision.kind === 'refuse') throw refusalError(decision);
      const deposit = { id, kind, drawerId, amountMinor, receivedBy, receivedAt: now };
      return [{ kind: 'receive', deposit }];
    },
  );
}

/** The booking afterwards, for the answer and the audit. */
export async function applied(tx: Tx, { row }: { readonly row: BookingViewRow }) {
  const output: BookingOut = await found(renderBooking(tx, row.id), 'booking');
  return { output, audited: { clinicId: row.clinic_id, subjectId: row.bill_id } };
}
