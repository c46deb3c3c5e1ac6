import { z } from 'zod';
import { BookingId, ClinicId, DoctorId, PatientId, PaymentId, ServiceId } from '../ids.ts';
import { Money } from '../money.ts';
import { PaymentRail, PaymentState, RefundState } from '../payment/payment.schemas.ts';
import { Instant, TimeZone } from '../time.ts';
import { bookingMachine } from './booking.states.ts';

export const BookingState = z.enum(bookingMachine.states).meta({ id: 'BookingState' });

/** The money of a booking at a glance; the details are the payment's. */
export const BookingPayment = z
  .strictObject({
    paymentId: PaymentId,
    rail: PaymentRail,
    state: PaymentState,
    amount: Money,
    capturedMinor: z.int(),
    /** Requested, on its way or done; failed refunds do not count. */
    refundedMinor: z.int(),
    /** State of the newest refund, null when there is none. */
    refundState: RefundState.nullable(),
    /** True while at least one attempt has neither failed nor been captured. */
    attemptOpen: z.boolean(),
  })
  .meta({ id: 'BookingPayment' });

/** A booking as patient and desk see it. `version` rises with every change; show only what was echoed. */
export const Booking = z
  .strictObject({
    id: BookingId,
    clinicId: ClinicId,
    clinicName: z.string(),
    timeZone: TimeZone,
    doctorId: DoctorId,
    doctorName: z.string(),
    speciality: z.string(),
    serviceId: ServiceId,
    serviceName: z.string(),
    patientId: PatientId,
    patientName: z.string(),
    patientPhone: z.string(),
    state: BookingState,
    version: z.int(),
    startsAt: Instant,
    endsAt: Instant,
    price: Money,
    /** End of the hold by the database clock; null once the slot no longer hangs on it. */
    holdExpiresAt: Instant.nullable(),
    /** The patient's wish, should the money come late: keep the visit if the time is still free. */
    keepIfLate: z.boolean(),
    payment: BookingPayment,
    evidence: z.enum(['none', 'capture', 'desk_permission']),
    predecessorId: BookingId.nullable(),
    successorId: BookingId.nullable(),
    endReason: z.string().nullable(),
    createdAt: Instant,
    updatedAt: Instant,
    /** The database's now, so that a client can count down without trusting its own clock. */
    serverNow: Instant,
  })
  .meta({ id: 'Booking' });
export type Booking = z.infer<typeof Booking>;

export const BookingTransition = z
  .strictObject({
    fromState: BookingState.nullable(),
    toState: BookingState,
    at: Instant,
    /** Display name of the person, or `system:…`. */
    actor: z.string(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'BookingTransition' });
