import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { toInstant } from '@holdfast/contract/time';
import { type BookingViewRow, findBookingView } from '@holdfast/db/repos/bookings.repo';
import type { z } from 'zod';
import type { Tx } from '../../usecase.ts';

/** Wire form of a booking before the schema has checked it. */
export type BookingOut = z.input<typeof Booking>;

/** Row of the read model → wire form. The output schema checks every enum on the way out. */
export function toBooking(row: BookingViewRow): BookingOut {
  const { currency } = row;
  return {
    id: row.id,
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
    price: { amountMinor: row.price_minor, currency },
    holdExpiresAt: row.hold_expires_at && toInstant(row.hold_expires_at),
    keepIfLate: row.keep_if_late,
    payment: {
      paymentId: row.payment_id,
      rail: row.rail,
      state: row.payment_state,
      amount: { amountMinor: row.amount_minor, currency },
      capturedMinor: row.captured_minor,
      refundedMinor: row.refunded_minor,
      refundState: row.refund_state,
      attemptOpen: row.attempt_open,
    },
    evidence: row.evidence === 'waiver' ? 'none' : row.evidence,
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
