import { randomUUID } from 'node:crypto';
import type { CheckoutCallback } from '@holdfast/sandbox/razorpay/signature';
import { waitFor } from '@holdfast/starter/stack/alive';
import { clinicTime } from '@holdfast/testkit/booking-steps';
import type { Answer, Call } from './client.ts';
import type { World } from './start-world.ts';

const patientEmail = 'patient@demo.holdfast.test';
const deskEmail = 'reception@demo.holdfast.test';

/** The fields of a booking that the steps need. */
export interface Booked {
  readonly id: string;
  readonly state: string;
  readonly payment: { readonly paymentId: string };
}

export interface HeldSlot extends Booked {
  readonly orderId: string;
}

interface Place {
  readonly clinicId: string;
  readonly doctorId: string;
  readonly serviceId: string;
  readonly patientId: string;
  readonly timeZone: string;
}

async function placeOf(world: World): Promise<Place> {
  const { rows } = await world.database.pools.superuser.query<Place>(
    `select c.id as "clinicId", d.id as "doctorId", s.id as "serviceId", p.id as "patientId", c.time_zone as "timeZone"
     from clinics c
     join doctors d on d.clinic_id = c.id and d.name = 'Dr. Rohan Kulkarni'
     join services s on s.clinic_id = c.id and s.name = 'Consultation'
     join patients p on p.clinic_id = c.id
     join users u on u.id = p.user_id and u.email = $1
     where c.slug = 'asha-hospital'`,
    [patientEmail],
  );
  const place = rows[0];
  if (!place) throw new Error('the demo has no such clinic');
  return place;
}

const slotMinutes = 20;
const slotsPerDay = 36;
const patienceMs = 60_000;

/** The n-th free time from tomorrow on: the doctor works from 08:00 to 21:00. */
function slotTime(timeZone: string, index: number): string {
  const minutes = 8 * 60 + (index % slotsPerDay) * slotMinutes;
  const clock = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return clinicTime({ timeZone }, 1 + Math.floor(index / slotsPerDay), clock);
}

/** Whether a well-behaved client would retry after this answer. */
const isPassing = ({ status }: Answer): boolean => status >= 500 || status === 429;

/** A patient and a receptionist at the REST surface, who retry without a clear answer, each command under its own key. */
export class Visitors {
  readonly #world: World;
  readonly #place: Place;
  #nextSlot = 0;

  private constructor(world: World, place: Place) {
    this.#world = world;
    this.#place = place;
  }

  static async of(world: World): Promise<Visitors> {
    await Promise.all([patientEmail, deskEmail].map(world.logIn));
    return new Visitors(world, await placeOf(world));
  }

  /** Retries one command under one key until the answer is final and `isDone`. */
  async insist(
    path: string,
    call: Call,
    isDone: (answer: Answer) => boolean = ({ status }) => status < 300,
  ): Promise<Answer> {
    const idempotencyKey = randomUUID();
    let last: Answer | null = null;
    const askOnce = async (): Promise<boolean> => {
      try {
        last = await this.#world.client.post(path, { idempotencyKey, timeoutMs: 5_000, ...call });
      } catch {
        return false; // no answer: the process is being restarted
      }
      if (isDone(last)) return true;
      if (last.status >= 300 && !isPassing(last))
        throw new Error(`POST ${path} answered ${last.status} ${JSON.stringify(last.body)}`);
      return false;
    };
    if (await waitFor(askOnce, patienceMs, 50)) return last as unknown as Answer;
    throw new Error(`POST ${path} never succeeded; the last answer was ${JSON.stringify(last)}`);
  }

  /** Holds an unused slot, retrying until the page can pay for it. */
  async hold(): Promise<HeldSlot> {
    const { timeZone, ...place } = this.#place;
    const startsAt = slotTime(timeZone, this.#nextSlot);
    this.#nextSlot += 1;
    const token = await this.#world.logIn(patientEmail);
    const call = { token, body: { ...place, startsAt, keepIfLate: false } };
    const orderOf = ({ body }: Answer) =>
      (body as { offer?: { checkout: { providerOrderId: string } | null } }).offer?.checkout?.providerOrderId;
    const answer = await this.insist(
      '/bookings',
      call,
      (one) => one.status === 201 && orderOf(one) !== undefined,
    );
    const { booking } = answer.body as { booking: Booked };
    return { ...booking, orderId: String(orderOf(answer)) };
  }

  /** The payer pays at the provider; the webhook is in flight. */
  pay(held: HeldSlot, outcome: 'captured' | 'authorized' = 'captured') {
    return this.#world.sandbox.razorpay.pay(held.orderId, { outcome });
  }

  async book(): Promise<HeldSlot> {
    const held = await this.hold();
    this.pay(held);
    await this.reaches(held, 'confirmed');
    return held;
  }

  /** The browser comes back from the checkout with its signed callback. */
  async confirm(held: HeldSlot, callback: CheckoutCallback): Promise<void> {
    const token = await this.#world.logIn(patientEmail);
    const body = {
      providerOrderId: callback.razorpay_order_id,
      providerPaymentId: callback.razorpay_payment_id,
      signature: callback.razorpay_signature,
    };
    await this.insist(`/payments/${held.payment.paymentId}/confirm`, { token, body });
  }

  async cancel(booking: Booked): Promise<void> {
    const token = await this.#world.logIn(deskEmail);
    await this.insist(`/bookings/${booking.id}/cancel`, { token, body: { reason: 'the doctor is ill' } });
  }

  async stateOf(booking: Booked): Promise<string | undefined> {
    const { rows } = await this.#world.database.pools.superuser.query<{ state: string }>(
      'select state from bookings where id = $1',
      [booking.id],
    );
    return rows[0]?.state;
  }

  async reaches(booking: Booked, state: string): Promise<void> {
    if (await waitFor(async () => (await this.stateOf(booking)) === state, patienceMs)) return;
    throw new Error(`the booking never became ${state}, it is ${await this.stateOf(booking)}`);
  }
}
