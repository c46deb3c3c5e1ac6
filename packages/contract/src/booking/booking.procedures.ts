import { z } from 'zod';
import { can, forSelfOr, loggedIn, ownOr } from '../auth/access.ts';
import { expectedVersion } from '../expected-version.ts';
import { BookingId, ClinicId, DoctorId, PatientId, ServiceId } from '../ids.ts';
import { listInput, page } from '../list.ts';
import { command, query } from '../procedure.ts';
import { Reason } from '../text.ts';
import { Instant, LocalDate } from '../time.ts';
import { Booking, BookingTransition } from './booking.schemas.ts';

export const holdSlot = command({
  id: 'bookings.hold',
  summary: 'Hold a free time until it is paid for; price and policy are fixed when it is held',
  path: '/bookings',
  access: forSelfOr('bookings.hold'),
  audit: 'row',
  shows: ['booking'],
  successStatus: 201,
  input: z.strictObject({
    clinicId: ClinicId,
    doctorId: DoctorId,
    serviceId: ServiceId,
    patientId: PatientId,
    startsAt: Instant,
    keepIfLate: z.boolean(),
  }),
  output: z.strictObject({ booking: Booking }),
  errors: ['NOT_FOUND', 'SLOT_TAKEN', 'SLOT_NOT_OFFERED', 'HOLD_LIMIT', 'IDEMPOTENCY_KEY_REUSED'],
});

export const readBooking = query({
  id: 'bookings.get',
  summary: 'Current state of a booking',
  path: '/bookings/{bookingId}',
  access: ownOr('bookings.read'),
  input: z.strictObject({ bookingId: BookingId }),
  output: Booking,
  errors: ['NOT_FOUND'],
});

export const bookingHistory = query({
  id: 'bookings.history',
  summary: 'History of a booking: every transition',
  path: '/bookings/{bookingId}/history',
  access: ownOr('history.read'),
  input: z.strictObject({ bookingId: BookingId }),
  output: z.strictObject({ transitions: z.array(BookingTransition) }),
  errors: ['NOT_FOUND'],
});

export const myBookings = query({
  id: 'bookings.mine',
  summary: "Bookings of this account's patients, newest visit first",
  path: '/bookings',
  access: loggedIn,
  input: listInput({}),
  output: page(Booking, {}),
});

export const board = query({
  id: 'bookings.board',
  summary: "A clinic's bookings of one day",
  path: '/clinics/{clinicId}/board',
  access: can('bookings.read'),
  input: z.strictObject({ clinicId: ClinicId, date: LocalDate, doctorId: DoctorId.optional() }),
  output: z.strictObject({ date: LocalDate, bookings: z.array(Booking), serverNow: Instant }),
  errors: ['NOT_FOUND'],
});

const onBooking = z.strictObject({ bookingId: BookingId });
const editOfBooking = onBooking.extend({ expectedVersion });
const editErrors = ['NOT_FOUND', 'STATE_CONFLICT', 'EDIT_CONFLICT', 'IDEMPOTENCY_KEY_REUSED'] as const;
const deskErrors = ['NOT_FOUND', 'STATE_CONFLICT', 'IDEMPOTENCY_KEY_REUSED'] as const;

export const checkIn = command({
  id: 'bookings.checkIn',
  summary: 'Check in a patient who has arrived',
  path: '/bookings/{bookingId}/check-in',
  access: can('bookings.checkIn'),
  audit: 'row',
  shows: ['booking'],
  input: editOfBooking,
  output: Booking,
  errors: editErrors,
});

export const startConsultation = command({
  id: 'bookings.start',
  summary: 'Start the consultation',
  path: '/bookings/{bookingId}/start',
  access: can('bookings.start'),
  audit: 'row',
  shows: ['booking'],
  input: editOfBooking,
  output: Booking,
  errors: editErrors,
});

export const completeBooking = command({
  id: 'bookings.complete',
  summary: 'Complete the consultation',
  path: '/bookings/{bookingId}/complete',
  access: can('bookings.complete'),
  audit: 'row',
  shows: ['booking'],
  input: editOfBooking,
  output: Booking,
  errors: editErrors,
});

export const markNoShow = command({
  id: 'bookings.noShow',
  summary: "Mark the booking as a no-show; allowed from the booking's `noShowFrom`",
  path: '/bookings/{bookingId}/no-show',
  access: can('bookings.noShow'),
  audit: 'row',
  shows: ['booking'],
  input: editOfBooking,
  output: Booking,
  errors: editErrors,
});

export const cancelBooking = command({
  id: 'bookings.cancel',
  summary: 'Cancel a booking; the desk refunds in full, a patient may release an unpaid hold',
  path: '/bookings/{bookingId}/cancel',
  access: ownOr('bookings.cancel'),
  audit: 'row',
  shows: ['booking', 'message'],
  input: editOfBooking.extend({ reason: Reason }),
  output: Booking,
  errors: [...editErrors, 'FORBIDDEN'],
});

export const permitDeskPayment = command({
  id: 'bookings.permitDeskPayment',
  summary: 'Confirm a booking that will be paid at the desk',
  path: '/bookings/{bookingId}/desk-payment',
  access: ownOr('bookings.permitDeskPayment'),
  audit: 'row',
  shows: ['booking', 'message'],
  input: onBooking,
  output: Booking,
  errors: [...deskErrors, 'FORBIDDEN'],
});
