import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { Booking as BookingSchema } from '@holdfast/contract/booking/booking.schemas';
import type { RequestContext } from '@holdfast/contract/context';
import { AppError } from '@holdfast/contract/errors';
import { BillId } from '@holdfast/contract/ids';
import { CheckoutOffer } from '@holdfast/contract/payment/payment.schemas';
import type { AttemptFact, AttemptFact as Fact, PaymentGateway } from '@holdfast/core/ports/payment-gateway';
import { Temporal } from 'temporal-polyfill';
import type { z } from 'zod';
import type { FixtureClinic } from './clinic-fixture.ts';
import { asUser, type ClinicRig } from './clinic-rig.ts';
import { providerId } from './fake-gateway.ts';

/** An instant on the clinic's wall clock, some days from today; with the fixture's schedule any :00, :20, :40 is offered. */
export function clinicTime(clinic: Pick<FixtureClinic, 'timeZone'>, daysAhead: number, time: string): string {
  const day = Temporal.Now.plainDateISO(clinic.timeZone).add({ days: daysAhead });
  return day
    .toZonedDateTime({ timeZone: clinic.timeZone, plainTime: time })
    .toInstant()
    .toString({ fractionalSecondDigits: 3 });
}

export interface HoldOptions {
  readonly clinic?: FixtureClinic;
  readonly userId?: string;
  readonly patientId?: string;
  readonly doctor?: 0 | 1 | 2;
  readonly service?: keyof FixtureClinic['services'];
  readonly daysAhead?: number;
  readonly time?: string;
  readonly keepIfLate?: boolean;
  readonly key?: string;
}

export interface Held {
  readonly booking: Booking;
  readonly offer: z.output<typeof CheckoutOffer>;
}

/** The use-case's input; defaults: the fixture's patient at Asha, tomorrow at 09:00. */
export function holdInput(rig: ClinicRig, request: HoldOptions) {
  const clinic = request.clinic ?? rig.clinics.asha;
  const ofFixture = clinic.id === rig.clinics.asha.id ? 'asha' : 'alameda';
  return {
    clinicId: clinic.id,
    doctorId: clinic.doctors[request.doctor ?? 0],
    serviceId: clinic.services[request.service ?? 'visit'].id,
    patientId: (request.patientId ?? rig.clinics.patient.patientAt[ofFixture]) as Booking['patientId'],
    startsAt: clinicTime(clinic, request.daysAhead ?? 1, request.time ?? '09:00'),
    keepIfLate: request.keepIfLate ?? false,
  };
}

/** Holds a slot and opens its checkout, as the page does; validates the outputs, as the surfaces do. The booking is the one that the hold returned. */
export async function hold(rig: ClinicRig, request: HoldOptions = {}): Promise<Held> {
  const context = asUser(request.userId ?? rig.clinics.patient.userId, { key: request.key ?? null });
  const { booking } = await rig.useCases.bookings.hold(context, holdInput(rig, request));
  const offer = await offerFor(rig, context, BillId.parse(booking.billId));
  return { booking: BookingSchema.parse(booking), offer };
}

const nothingToPay = new Set(['STATE_CONFLICT', 'HOLD_EXPIRED']);

/** The page's second request; empty for a booking that can no longer be paid for. */
async function offerFor(rig: ClinicRig, context: RequestContext, billId: BillId): Promise<Held['offer']> {
  try {
    return CheckoutOffer.parse(await rig.useCases.bills.checkout(context, { billId }));
  } catch (thrown) {
    if (thrown instanceof AppError && nothingToPay.has(thrown.code))
      return { checkout: null, retryAfterSeconds: null };
    throw thrown;
  }
}

/** A fact about a payment attempt for this booking, as the provider would report it. */
export function attemptFact(
  held: Pick<Held, 'offer'>,
  state: Fact['state'],
  change: Partial<AttemptFact> = {},
): AttemptFact {
  const { checkout } = held.offer;
  if (!checkout) throw new Error('this booking has no provider order');
  return {
    kind: 'attempt',
    providerOrderId: checkout.providerOrderId,
    providerPaymentId: change.providerPaymentId ?? providerId('pay'),
    state,
    amountMinor: checkout.amount.amountMinor,
    currency: checkout.amount.currency,
    method: 'upi',
    feeMinor: null,
    taxMinor: null,
    errorCode: null,
    errorReason: null,
    occurredAt: new Date(),
    ...change,
  };
}

/** Puts the deadline of a hold into the past; no loop has expired it yet. */
export async function makeHoldOverdue(rig: ClinicRig<PaymentGateway>, bookingId: string): Promise<void> {
  await timeTravel(
    rig,
    `update bookings set hold_expires_at = clock_timestamp() - interval '1 second' where id = $1`,
    bookingId,
  );
}

/** Puts a visit, with what it occupies, into the past. */
export async function startMinutesAgo(
  rig: ClinicRig<PaymentGateway>,
  bookingId: string,
  minutes: number,
): Promise<void> {
  const moved = `tstzrange(clock_timestamp() - make_interval(mins => ${minutes}),
    clock_timestamp() - make_interval(mins => ${minutes}) + (upper(during) - lower(during)))`;
  await timeTravel(rig, `update bookings set during = ${moved} where id = $1`, bookingId);
  const follow =
    'update booking_resources r set during = b.during from bookings b where b.id = r.booking_id and b.id = $1';
  await timeTravel(rig, follow, bookingId);
}

/** Writes with triggers disabled; only timestamps are changed this way. */
async function timeTravel(rig: ClinicRig<PaymentGateway>, text: string, bookingId: string): Promise<void> {
  const client = await rig.database.pools.superuser.connect();
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    await client.query(text, [bookingId]);
    await client.query('commit');
  } finally {
    client.release();
  }
}
