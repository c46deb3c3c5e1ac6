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

/** Retries one command under one key until the answer is final and `isDone`. */
async function insist(
  { client }: World,
  path: string,
  call: Call,
  isDone: (answer: Answer) => boolean = ({ status }) => status < 300,
): Promise<Answer> {
  const idempotencyKey = randomUUID();
  let last: Answer | null = null;
  const askOnce = async (): Promise<boolean> => {
    try {
      last = await client.post(path, { idempotencyKey, timeoutMs: 5_000, ...call });
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

async function stateOf(world: World, booking: Booked): Promise<string | undefined> {
  const { rows } = await world.database.pools.superuser.query<{ state: string }>(
    'select state from bookings where id = $1',
    [booking.id],
  );
  return rows[0]?.state;
}

/** A patient and a receptionist at the REST surface, who retry without a clear answer, each command under its own key. */
export async function openVisitors(world: World) {
  await Promise.all([patientEmail, deskEmail].map(world.logIn));
  const { timeZone, ...place } = await placeOf(world);
  let nextSlot = 0;

  /** Holds an unused slot, retrying until the page can pay for it. */
  async function hold(): Promise<HeldSlot> {
    const startsAt = slotTime(timeZone, nextSlot);
    nextSlot += 1;
    const token = await world.logIn(patientEmail);
    const call = { token, body: { ...place, startsAt, keepIfLate: false } };
    const answer = await insist(world, '/bookings', call, ({ status }) => status === 201);
    const { booking } = answer.body as { booking: Booked & { readonly billId: string } };
    const orderOf = ({ body }: Answer) =>
      (body as { checkout?: { providerOrderId: string } | null }).checkout?.providerOrderId;
    const path = `/bills/${booking.billId}/checkout`;
    const offer = await insist(world, path, { token, body: {} }, (one) => orderOf(one) !== undefined);
    return { ...booking, orderId: String(orderOf(offer)) };
  }

  /** The payer pays at the provider; the webhook is in flight. */
  const pay = (held: HeldSlot, outcome: 'captured' | 'authorized' = 'captured') =>
    world.sandbox.razorpay.pay(held.orderId, { outcome });

  async function reaches(booking: Booked, state: string): Promise<void> {
    if (await waitFor(async () => (await stateOf(world, booking)) === state, patienceMs)) return;
    throw new Error(`the booking never became ${state}, it is ${await stateOf(world, booking)}`);
  }

  return {
    hold,
    pay,
    reaches,
    stateOf: (booking: Booked): Promise<string | undefined> => stateOf(world, booking),
    book: async (): Promise<HeldSlot> => {
      const held = await hold();
      pay(held);
      await reaches(held, 'confirmed');
      return held;
    },
    /** The browser comes back from the checkout with its signed callback. */
    confirm: async (held: HeldSlot, callback: CheckoutCallback): Promise<void> => {
      const token = await world.logIn(patientEmail);
      const body = {
        providerOrderId: callback.razorpay_order_id,
        providerPaymentId: callback.razorpay_payment_id,
        signature: callback.razorpay_signature,
      };
      await insist(world, `/payments/${held.payment.paymentId}/confirm`, { token, body });
    },
    cancel: async (booking: Booked): Promise<void> => {
      const token = await world.logIn(deskEmail);
      const body = { reason: 'the doctor is ill' };
      await insist(world, `/bookings/${booking.id}/cancel`, { token, body });
    },
  };
}
export type Visitors = Awaited<ReturnType<typeof openVisitors>>;
