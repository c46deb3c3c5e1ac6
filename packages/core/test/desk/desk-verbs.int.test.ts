import { runInvariants } from '@holdfast/db/invariants';
import { hold, startMinutesAgo } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outcomesOf, refusalOf } from '../outcomes.ts';
import { act, auditsOf, type DeskVerb, historyOf, visitIn } from './visits.ts';

let rig: ClinicRig;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway(), maxOpenHolds: 500 });
});
afterAll(() => rig.close());

interface VerbRow {
  readonly verb: DeskVerb;
  readonly from: Parameters<typeof visitIn>[1];
  readonly to: string;
  /** A state in which the verb is a conflict. */
  readonly wrong: Parameters<typeof visitIn>[1];
  readonly doctorMay: boolean;
  readonly messageKind: string | null;
}

const verbs: VerbRow[] = [
  {
    verb: 'permitDeskPayment',
    from: 'awaiting_payment',
    to: 'confirmed',
    wrong: 'checked_in',
    doctorMay: false,
    messageKind: 'booking_confirmed',
  },
  {
    verb: 'checkIn',
    from: 'confirmed',
    to: 'checked_in',
    wrong: 'awaiting_payment',
    doctorMay: false,
    messageKind: null,
  },
  {
    verb: 'start',
    from: 'checked_in',
    to: 'in_consultation',
    wrong: 'confirmed',
    doctorMay: true,
    messageKind: null,
  },
  {
    verb: 'complete',
    from: 'in_consultation',
    to: 'completed',
    wrong: 'checked_in',
    doctorMay: true,
    messageKind: null,
  },
  { verb: 'noShow', from: 'late', to: 'no_show', wrong: 'checked_in', doctorMay: false, messageKind: null },
  {
    verb: 'cancel',
    from: 'confirmed',
    to: 'cancelled',
    wrong: 'completed',
    doctorMay: false,
    messageKind: 'booking_cancelled',
  },
];
const table = verbs.map((row) => [row.verb, row] as const);
const desk = () => asUser(rig.clinics.asha.staff.receptionist);

describe.each(table)('%s', (verb, { from, to, wrong, doctorMay, messageKind }) => {
  test('moves the booking, with history, audit, feed and message in one commit', async () => {
    const { booking } = await visitIn(rig, from);
    const context = asUser(rig.clinics.asha.staff.receptionist, { requestId: `moves-${verb}` });
    expect(await act(rig, verb, context, booking.id)).toMatchObject({ id: booking.id, state: to });
    const commits = await rig.rows<{ what: string; commit: string }>(
      `select 'history' as what, xmin::text as commit from state_history where subject_id = $1 and to_state = $2 and request_id = $3
       union all select 'audit', xmin::text from audit_log where subject_id = $1 and request_id = $3
       union all select 'feed', f.xmin::text from feed f join state_history h using (subject_id, version)
         where subject_id = $1 and f.state = $2 and h.to_state = $2
       union all select 'message', xmin::text from messages where subject_id = $1 and kind = $4`,
      [booking.id, to, `moves-${verb}`, messageKind],
    );
    const expected = ['history', 'audit', 'feed', ...(messageKind ? ['message'] : [])];
    expect(commits.map((row) => row.what)).toEqual(expected);
    expect(new Set(commits.map((row) => row.commit)).size).toBe(1);
  });

  test('repeated succeeds and writes nothing again', async () => {
    const { booking } = await visitIn(rig, from);
    const first = await act(rig, verb, desk(), booking.id);
    const [history, audits] = [await historyOf(rig, booking.id), await auditsOf(rig, booking.id)];
    const again = await act(rig, verb, desk(), booking.id);
    expect([again.state, again.version]).toEqual([to, first.version]);
    expect([await historyOf(rig, booking.id), await auditsOf(rig, booking.id)]).toEqual([history, audits]);
  });

  test('twelve times concurrently is one transition, and every call succeeds', async () => {
    const { booking } = await visitIn(rig, from);
    const calls = Array.from({ length: 12 }, () => act(rig, verb, desk(), booking.id));
    const { won, refused, broken } = await outcomesOf(calls);
    expect([refused, broken, won.length]).toEqual([[], [], 12]);
    expect((await historyOf(rig, booking.id)).filter((state) => state === to)).toHaveLength(1);
    expect((await auditsOf(rig, booking.id)).filter((action) => action === `bookings.${verb}`)).toHaveLength(
      1,
    );
  });

  test('in the wrong state is a conflict that writes nothing', async () => {
    const { booking } = await visitIn(rig, wrong);
    const [history, audits] = [await historyOf(rig, booking.id), await auditsOf(rig, booking.id)];
    expect(await refusalOf(act(rig, verb, desk(), booking.id))).toBe('STATE_CONFLICT');
    expect([await historyOf(rig, booking.id), await auditsOf(rig, booking.id)]).toEqual([history, audits]);
  });

  test('is NOT_FOUND for other clinics, other patients, and ids that do not exist', async () => {
    const { booking } = await visitIn(rig, from);
    const { alameda, otherPatient, operator } = rig.clinics;
    for (const userId of [alameda.staff.receptionist, alameda.staff.admin, otherPatient.userId, operator]) {
      expect(await refusalOf(act(rig, verb, asUser(userId), booking.id))).toBe('NOT_FOUND');
    }
    const ghost = '01890000-0000-7000-8000-000000000000' as typeof booking.id;
    expect(await refusalOf(act(rig, verb, desk(), ghost))).toBe('NOT_FOUND');
    expect((await historyOf(rig, booking.id)).at(-1)).not.toBe(to);
  });

  test(`by the clinic's doctor is ${doctorMay ? 'allowed' : 'forbidden'}, by billing and payee never`, async () => {
    const { booking } = await visitIn(rig, from);
    const { doctor, billing, payee } = rig.clinics.asha.staff;
    expect(['FORBIDDEN', 'NOT_FOUND']).toContain(await refusalOf(act(rig, verb, asUser(payee), booking.id)));
    expect(['FORBIDDEN', 'NOT_FOUND']).toContain(
      await refusalOf(act(rig, verb, asUser(billing), booking.id)),
    );
    const byDoctor = act(rig, verb, asUser(doctor), booking.id);
    if (doctorMay) expect(await byDoctor).toMatchObject({ state: to });
    else expect(await refusalOf(byDoctor)).toBe('FORBIDDEN');
  });

  test('by an admin works as by a receptionist', async () => {
    const { booking } = await visitIn(rig, from);
    expect(await act(rig, verb, asUser(rig.clinics.asha.staff.admin), booking.id)).toMatchObject({
      state: to,
    });
  });

  test('by a user just suspended fails at the next request', async () => {
    const { booking } = await visitIn(rig, from);
    expect(await refusalOf(act(rig, verb, asUser(rig.clinics.suspended), booking.id))).toBe(
      'ACCOUNT_SUSPENDED',
    );
  });

  test('under an idempotency key is replayed without effect, and rejected for another booking', async () => {
    const [one, other] = [await visitIn(rig, from), await visitIn(rig, from)];
    const keyed = asUser(rig.clinics.asha.staff.receptionist, { key: `key of ${verb}` });
    const first = await act(rig, verb, keyed, one.booking.id);
    expect(await act(rig, verb, keyed, one.booking.id)).toMatchObject({
      id: one.booking.id,
      version: first.version,
    });
    expect(await refusalOf(act(rig, verb, keyed, other.booking.id))).toBe('IDEMPOTENCY_KEY_REUSED');
  });
});

describe('a patient’s own booking', () => {
  test.each(['checkIn', 'start', 'complete', 'noShow'] as const)(
    '%s is NOT_FOUND for a patient',
    async (verb) => {
      const { booking } = await visitIn(rig, 'confirmed');
      expect(await refusalOf(act(rig, verb, asUser(rig.clinics.patient.userId), booking.id))).toBe(
        'NOT_FOUND',
      );
    },
  );

  test('may be released by the patient while unpaid, and not once it is confirmed', async () => {
    const unpaid = await visitIn(rig, 'awaiting_payment');
    const patient = asUser(rig.clinics.patient.userId);
    expect(await act(rig, 'cancel', patient, unpaid.booking.id)).toMatchObject({
      state: 'cancelled',
      endReason: 'patient called',
    });
    const confirmed = await visitIn(rig, 'confirmed');
    expect(await refusalOf(act(rig, 'cancel', patient, confirmed.booking.id))).toBe('FORBIDDEN');
  });
});

test('a patient is not a no-show before the grace after the start has passed', async () => {
  const { booking } = await hold(rig, { userId: rig.clinics.asha.staff.receptionist, doctor: 1 });
  await act(rig, 'permitDeskPayment', desk(), booking.id);
  for (const minutes of [-30, 14]) {
    await startMinutesAgo(rig, booking.id, minutes);
    expect(await refusalOf(act(rig, 'noShow', desk(), booking.id))).toBe('STATE_CONFLICT');
  }
  await startMinutesAgo(rig, booking.id, 16);
  expect(await act(rig, 'noShow', desk(), booking.id)).toMatchObject({ state: 'no_show' });
});

test('every invariant holds after all of this', async () => {
  const broken = (await runInvariants(rig.database.pools.worker)).filter((one) => one.violations !== 0);
  expect(broken).toEqual([]);
});
