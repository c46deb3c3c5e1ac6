import { Booking } from '@holdfast/contract/booking/booking.schemas';
import type { z } from 'zod';

type BookingDraft = Partial<Omit<z.input<typeof Booking>, 'payment'>> & {
  readonly payment?: Partial<z.input<typeof Booking>['payment']>;
};

/** A well-formed id whose last digits are the number. */
export function testId(kind: number, number: number): string {
  return `0190${String(kind).padStart(4, '0')}-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

export const testClinicId = testId(1, 1);
export const testServerNow = '2026-11-23T05:20:00.000Z';

/** A confirmed, paid visit at 10:30 in Kolkata; parsed, so that test data cannot drift from the contract. */
export function testBooking(number: number, draft: BookingDraft = {}): Booking {
  const { payment, ...rest } = draft;
  return Booking.parse({
    id: testId(2, number),
    clinicId: testClinicId,
    clinicName: 'Asha Hospital',
    timeZone: 'Asia/Kolkata',
    doctorId: testId(3, 1),
    doctorName: 'Dr Leela Menon',
    speciality: 'Cardiology',
    serviceId: testId(4, 1),
    serviceName: 'Consultation',
    patientId: testId(5, number),
    patientName: `Patient ${number}`,
    patientPhone: `+9198123${String(40_000 + number)}`,
    state: 'confirmed',
    version: 3,
    startsAt: '2026-11-23T05:00:00.000Z',
    endsAt: '2026-11-23T05:20:00.000Z',
    price: { amountMinor: 80_000, currency: 'INR' },
    holdExpiresAt: null,
    keepIfLate: true,
    payment: {
      paymentId: testId(6, number),
      rail: 'razorpay',
      state: 'captured',
      amount: { amountMinor: 80_000, currency: 'INR' },
      capturedMinor: 80_000,
      refundedMinor: 0,
      refundState: null,
      attemptOpen: false,
      ...payment,
    },
    evidence: 'capture',
    predecessorId: null,
    successorId: null,
    endReason: null,
    createdAt: '2026-11-22T05:00:00.000Z',
    updatedAt: '2026-11-22T05:10:00.000Z',
    serverNow: testServerNow,
    ...rest,
  });
}
