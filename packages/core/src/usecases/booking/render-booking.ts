import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { bookingReference } from '@holdfast/contract/booking/booking-reference';
import { collectedBy } from '@holdfast/contract/payment/payment-providers';
import { toInstant } from '@holdfast/contract/time';
import { type BookingViewRow, findBookingView } from '@holdfast/db/repos/bookings.repo';
import type { z } from 'zod';
import { bookingMoney, type MoneyStatus } from '../../domain/booking/booking-money.ts';
import { noShowFrom } from '../../domain/booking/decide-booking.ts';
import type { Tx } from '../../usecase.ts';
import { renderPermits } from './render-permits.ts';

/** Wire form of a booking before schema validation. */
export type BookingOut = z.input<typeof Booking>;

function moneyOf(row: BookingViewRow): MoneyStatus {
  return bookingMoney({
    state: row.state,
    hasSuccessor: row.successor_id !== null,
    isPermitted: row.cover !== null,
    collected: collectedBy(row.rail),
    paymentState: row.payment_state,
    dueMinor: row.price_minor,
    fundsMinor: row.funds_minor,
    heldMinor: row.held_minor,
    askedBackMinor: row.asked_back_minor,
    unknownBackMinor: row.unknown_back_minor,
    leavingMinor: row.leaving_minor,
    returnedMinor: row.returned_minor,
    refusedMinor: row.refused_minor,
    wrongMinor: row.wrong_minor,
    wrongCurrency: row.wrong_currency,
    isChecking: row.is_checking,
  });
}

function moneyOut(money: MoneyStatus, currency: BookingViewRow['currency']): BookingOut['money'] {
  const amount = (amountMinor: number) => ({ amountMinor, currency });
  return {
    state: money.state,
    due: amount(money.dueMinor),
    paid: amount(money.paidMinor),
    held: amount(money.heldMinor),
    refunding: amount(money.refundingMinor),
    refunded: amount(money.refundedMinor),
    refundDue: amount(money.refundDueMinor),
    wrong: money.wrong,
  };
}

/** Row of the read model → wire form. The output schema checks every enum on the way out. */
export function toBooking(row: BookingViewRow): BookingOut {
  const { currency } = row;
  const money = moneyOf(row);
  const grace = { startsAt: row.starts_at, noShowGraceMinutes: row.no_show_grace_minutes };
  return {
    id: row.id,
    reference: bookingReference(row.id),
    billId: row.bill_id,
    clinicId: row.clinic_id,
    clinicName: row.clinic_name,
    timeZone: row.time_zone,
    doctorId: row.doctor_id,
    doctorName: row.doctor_name,
    speciality: row.speciality,
    serviceId: row.service_id,
    serviceName: row.service_name,
    patientId: row.patient_id,
    patientName: row.patient_name,
    patientPhone: row.patient_phone,
    state: row.state,
    version: row.version,
    startsAt: toInstant(row.starts_at),
    endsAt: toInstant(row.ends_at),
    noShowFrom: toInstant(noShowFrom(grace)),
    price: { amountMinor: row.price_minor, currency },
    holdExpiresAt: row.hold_expires_at && toInstant(row.hold_expires_at),
    keepIfLate: row.keep_if_late,
    payment: {
      paymentId: row.payment_id,
      provider: row.rail,
      collected: collectedBy(row.rail),
      state: row.payment_state,
    },
    money: moneyOut(money, currency),
    may: renderPermits(row, money),
    cover: money.paidMinor > 0 && money.paidMinor >= money.dueMinor ? 'money' : (row.cover ?? 'none'),
    predecessorId: row.predecessor_id,
    successorId: row.successor_id,
    endReason: row.end_reason,
    createdAt: toInstant(row.created_at),
    updatedAt: toInstant(row.updated_at),
    serverNow: toInstant(row.server_now),
  };
}

export async function renderBooking(tx: Tx, bookingId: string): Promise<BookingOut | undefined> {
  const row = await findBookingView(tx, bookingId);
  return row && toBooking(row);
}
