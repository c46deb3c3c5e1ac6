import { AppError } from '@holdfast/contract/errors';
import type { DepositKind } from '@holdfast/contract/payment/payment.schemas';
import { type BookingViewRow, findBookingView, lastBookingOfBill } from '@holdfast/db/repos/bookings.repo';
import { type DrawerRow, findDeposit, findDrawer } from '@holdfast/db/repos/drawers.repo';
import type { Tx } from '../../usecase.ts';

/** Money over the counter as it was entered: below zero where it is handed back. */
export interface EnteredMoney {
  readonly billId: string;
  readonly depositId: string;
  readonly drawerId: string;
  readonly kind: DepositKind;
  readonly amountMinor: number;
}

export interface DeskMoney {
  /** The last booking of the bill. */
  readonly row: BookingViewRow;
  /** True when the same money was recorded earlier. */
  readonly isRecorded: boolean;
}

/** Errors: DRAWER_CLOSED; STATE_CONFLICT for a drawer of another clinic or currency, which the caller may see. */
function checkDrawer(drawer: DrawerRow, row: BookingViewRow): void {
  if (drawer.clinicId !== row.clinic_id || drawer.currency !== row.currency)
    throw new AppError('STATE_CONFLICT', { internal: 'a drawer of another clinic or currency' });
  if (!drawer.isOpen) throw new AppError('DRAWER_CLOSED');
}

/** What a receipt is about, as its caller may see it; undefined becomes NOT_FOUND. Errors: IDEMPOTENCY_KEY_REUSED, see also above. */
export async function loadDeskMoney(tx: Tx, entered: EnteredMoney): Promise<DeskMoney | undefined> {
  const bookingId = await lastBookingOfBill(tx, entered.billId);
  const row = bookingId && (await findBookingView(tx, bookingId));
  const drawer = await findDrawer(tx, entered.drawerId);
  if (!row || !drawer) return undefined;
  const earlier = await findDeposit(tx, row.clinic_id, entered.depositId);
  if (earlier) {
    const { billId, drawerId, kind, amountMinor } = earlier;
    const isSame =
      billId === entered.billId &&
      drawerId === entered.drawerId &&
      kind === entered.kind &&
      amountMinor === entered.amountMinor;
    if (!isSame) throw new AppError('IDEMPOTENCY_KEY_REUSED', { internal: 'the id of another receipt' });
    return { row, isRecorded: true };
  }
  checkDrawer(drawer, row);
  return { row, isRecorded: false };
}
