import type { RequestContext } from '@holdfast/contract/context';
import { type Held, hold, startMinutesAgo } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig } from '@holdfast/testkit/clinic-rig';

export type DeskVerb = 'checkIn' | 'start' | 'complete' | 'noShow' | 'cancel' | 'permitDeskPayment';

type BookingId = Held['booking']['id'];

/** Any of the desk's verbs on a booking; a cancellation gets a reason. */
export function act(rig: ClinicRig, verb: DeskVerb, context: RequestContext, bookingId: BookingId) {
  if (verb === 'cancel')
    return rig.useCases.bookings.cancel(context, { bookingId, reason: 'patient called' });
  return rig.useCases.bookings[verb](context, { bookingId });
}

/** The verbs that lead from a hold to each state; `late` first moves the start into the past. */
const ways: Readonly<Record<string, readonly DeskVerb[]>> = {
  awaiting_payment: [],
  confirmed: ['permitDeskPayment'],
  checked_in: ['permitDeskPayment', 'checkIn'],
  in_consultation: ['permitDeskPayment', 'checkIn', 'start'],
  completed: ['permitDeskPayment', 'checkIn', 'start', 'complete'],
  cancelled: ['cancel'],
};

let visits = 0;

/** A visit of the fixture's patient at Asha in this state, brought there by the use-cases. */
export async function visitIn(rig: ClinicRig, state: keyof typeof ways | 'late'): Promise<Held> {
  visits += 1;
  const desk = rig.clinics.asha.staff.receptionist;
  const times = ['09:00', '09:20', '09:40', '10:00', '10:20', '10:40', '11:00', '11:20', '11:40', '12:00'];
  const when = {
    daysAhead: 1 + Math.floor(visits / times.length),
    time: times[visits % times.length] ?? '09:00',
  };
  const held = await hold(rig, { userId: desk, ...when });
  for (const verb of ways[state === 'late' ? 'confirmed' : state] ?? []) {
    await act(rig, verb, asUser(desk), held.booking.id);
  }
  if (state === 'late') await startMinutesAgo(rig, held.booking.id, 60 + visits * 30);
  return held;
}

export async function historyOf(rig: ClinicRig, bookingId: string): Promise<string[]> {
  const rows = await rig.rows<{ to_state: string }>(
    `select to_state from state_history where machine = 'booking' and subject_id = $1 order by id`,
    [bookingId],
  );
  return rows.map((row) => row.to_state);
}

export async function auditsOf(rig: ClinicRig, bookingId: string): Promise<string[]> {
  const rows = await rig.rows<{ action: string }>(
    'select action from audit_log where subject_id = $1 order by id',
    [bookingId],
  );
  return rows.map((row) => row.action);
}
