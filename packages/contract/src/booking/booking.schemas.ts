import { z } from 'zod';
import { BillId, BookingId, ClinicId, DoctorId, PatientId, PaymentId, ServiceId } from '../ids.ts';
import { Money } from '../money.ts';
import { Collected, PaymentProvider, PaymentState, SeenAmount } from '../payment/payment.schemas.ts';
import { Instant, TimeZone } from '../time.ts';
import { bookingMachine } from './booking.states.ts';
import { type BookingAction, bookingMoneyStates, bookingObstacles } from './booking-words.ts';

export const BookingState = z.enum(bookingMachine.states).meta({ id: 'BookingState' });

export const BookingMoneyState = z.enum(bookingMoneyStates).meta({ id: 'BookingMoneyState' });
export const BookingObstacle = z.enum(bookingObstacles).meta({ id: 'BookingObstacle' });

/** The charge of a booking; its attempts and refunds are read by its id. */
export const BookingPayment = z
  .strictObject({
    paymentId: PaymentId,
    provider: PaymentProvider,
    collected: Collected,
    state: PaymentState,
  })
  .meta({ id: 'BookingPayment' });

/**
 * The money of a booking, computed from its bill. Only money of the right amount and currency counts as paid or
 * authorized; other money is told as what it is.
 */
export const BookingMoney = z
  .strictObject({
    state: BookingMoneyState,
    /** What the booking costs. */
    due: Money,
    /** Captured and not refunded: what a cancellation by the clinic refunds. */
    paid: Money,
    /** Authorized at the bank, not captured. */
    held: Money,
    /** Being refunded, including refunds whose outcome is still unknown. */
    refunding: Money,
    refunded: Money,
    /** Owed to the payer without a refund in progress: not requested yet, or rejected by the bank. */
    refundDue: Money,
    /** Came with another amount or currency than asked, and the provider has not returned it yet; null when there is none. */
    wrong: SeenAmount.nullable(),
  })
  .meta({ id: 'BookingMoney' });
export type BookingMoney = z.infer<typeof BookingMoney>;

/** Whether the caller may perform one action now. Decided by the same rules as the action itself. */
export const BookingPermit = z
  .strictObject({
    allowed: z.boolean(),
    /** Null when allowed. */
    reason: BookingObstacle.nullable(),
    /** When a rejected action becomes allowed, where only time is missing. */
    from: Instant.nullable(),
    /** When an allowed action stops being allowed, where it depends on the hold. */
    until: Instant.nullable(),
  })
  .meta({ id: 'BookingPermit' });

/** What the caller may do with the booking now. */
export const BookingMay = z
  .strictObject({
    pay: BookingPermit,
    checkIn: BookingPermit,
    start: BookingPermit,
    complete: BookingPermit,
    permitDeskPayment: BookingPermit,
    takePayment: BookingPermit,
    noShow: BookingPermit,
    cancel: BookingPermit,
  } satisfies Record<BookingAction, typeof BookingPermit>)
  .meta({ id: 'BookingMay' });
export type BookingMay = z.infer<typeof BookingMay>;

/** A booking as patient and desk see it. `version` rises with every change; show only what the server returned. */
export const Booking = z
  .strictObject({
    id: BookingId,
    /** The short name for people: the same in messages, on pages and on receipts. */
    reference: z.string(),
    /** What the booking owes, and what came for it; its checkout is opened by this id. */
    billId: BillId,
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
    /** End of the hold by the database clock; null once the slot no longer depends on the hold. */
    holdExpiresAt: Instant.nullable(),
    /** The patient's choice for late money: keep the visit if the time is still free. */
    keepIfLate: z.boolean(),
    /** From when the booking may be marked as a no-show. */
    noShowFrom: Instant,
    payment: BookingPayment,
    money: BookingMoney,
    may: BookingMay,
    /** What the booking stands on. */
    cover: z.enum(['none', 'money', 'desk_permission', 'waiver']),
    predecessorId: BookingId.nullable(),
    successorId: BookingId.nullable(),
    endReason: z.string().nullable(),
    createdAt: Instant,
    updatedAt: Instant,
    /** The database's current time, so that a client can count down without trusting its own clock. */
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
