import { clinicTime, hold, holdInput, makeHoldOverdue } from '@holdfast/testkit/booking-steps';
import { addAccount, addPatient, type FixtureAccount } from '@holdfast/testkit/clinic-fixture';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import { waitUntil } from '@holdfast/testkit/waiting';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countedDeadlocks } from '../deadlocks.ts';
import { codesOf, outcomesOf } from '../outcomes.ts';

let rig: ClinicRig;
let crowd: FixtureAccount[];
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway(), poolMax: 8 });
  const { owner } = rig.database.pools;
  crowd = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      addAccount(owner, rig.clinics, { name: `crowd${n}`, phone: `+91980001${String(n).padStart(4, '0')}` }),
    ),
  );
});
afterAll(() => rig.close());

const accountOf = (account: FixtureAccount) => ({
  userId: account.userId,
  patientId: account.patientAt.asha,
});

async function liveOverlaps(): Promise<number> {
  const [row] = await rig.rows<{ overlaps: number }>(
    `select count(*)::int as overlaps from bookings a join bookings b
       on b.clinic_id = a.clinic_id and b.doctor_id = a.doctor_id and b.id > a.id and b.during && a.during
     where a.state not in ('expired', 'cancelled', 'no_show', 'rescheduled', 'declined')
       and b.state not in ('expired', 'cancelled', 'no_show', 'rescheduled', 'declined')`,
  );
  return row?.overlaps ?? -1;
}

describe('many concurrent holds of one slot', () => {
  test('of 500 parallel holds exactly one wins; every other gets SLOT_TAKEN with alternatives', async () => {
    // The first eight accounts are used by other tests: the winner here keeps an open hold.
    const racers = crowd.slice(8);
    const calls = Array.from({ length: 500 }, (_, n) =>
      hold(rig, accountOf(racers[n % racers.length] as FixtureAccount)),
    );
    const { won, refused, broken } = await outcomesOf(calls);
    expect(broken).toEqual([]);
    expect(won).toHaveLength(1);
    expect(codesOf(refused)).toEqual(['SLOT_TAKEN']);
    const wanted = clinicTime(rig.clinics.asha, 1, '09:00');
    for (const { details } of refused) {
      expect(details.alternatives).toHaveLength(3);
      expect(details.alternatives?.map((slot) => slot.startsAt)).not.toContain(wanted);
    }
    const rows = await rig.rows('select id from bookings');
    expect(rows).toEqual([{ id: won[0]?.booking.id }]);
  });

  test('a rejection closes no connection of the pool', async () => {
    let thrownAway = 0;
    const count = () => {
      thrownAway += 1;
    };
    rig.database.pools.api.on('remove', count);
    const { refused } = await outcomesOf(crowd.map((account) => hold(rig, accountOf(account))));
    rig.database.pools.api.off('remove', count);
    expect([refused.length, thrownAway]).toEqual([crowd.length, 0]);
  });

  test('the alternatives given to a loser can be held', async () => {
    const [loser] = (await outcomesOf([hold(rig, accountOf(crowd[1] as FixtureAccount))])).refused;
    const first = loser?.details.alternatives?.[0];
    expect(first?.startsAt).toBe(clinicTime(rig.clinics.asha, 1, '09:20'));
    const { won } = await outcomesOf([
      hold(rig, { ...accountOf(crowd[1] as FixtureAccount), time: '09:20' }),
    ]);
    expect(won).toHaveLength(1);
  });

  test('overlapping holds of 10, 20 and 30 minutes leave no overlap and no unneeded rejection', async () => {
    const { asha } = rig.clinics;
    const offered = (service: 'short' | 'visit' | 'long') => {
      const step = asha.services[service].durationMinutes;
      return Array.from({ length: 240 / step }, (_, n) => {
        const minute = 9 * 60 + n * step;
        return {
          service,
          time: `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`,
        };
      });
    };
    const requests = [...offered('short'), ...offered('visit'), ...offered('long')].flatMap((request) => [
      request,
      request,
      request,
    ]);
    const shuffled = requests
      .map((request, n) => ({ request, key: (n * 7919) % requests.length }))
      .sort((a, b) => a.key - b.key);
    const calls = shuffled.map(({ request }) =>
      hold(rig, { ...request, userId: asha.staff.receptionist, daysAhead: 2 }),
    );
    const { won, refused, broken } = await outcomesOf(calls);
    expect(broken).toEqual([]);
    expect(codesOf(refused)).toEqual(['SLOT_TAKEN']);
    expect(won.length + refused.length).toBe(requests.length);
    expect(await liveOverlaps()).toBe(0);
    const free = await rig.useCases.clinics.doctorSlots(asUser(asha.staff.receptionist), {
      doctorId: asha.doctors[0],
      serviceId: asha.services.short.id,
      from: clinicTime(asha, 2, '12:00').slice(0, 10),
      to: clinicTime(asha, 2, '12:00').slice(0, 10),
    });
    // Every ten minutes of the morning were requested, so none may be left free.
    const noon = clinicTime(asha, 2, '13:00');
    expect(free.days.flatMap((day) => day.slots).filter((slot) => slot.startsAt < noon)).toEqual([]);
  });

  test('one account never exceeds its limit with concurrent holds', async () => {
    const account = crowd[2] as FixtureAccount;
    const times = [
      '09:00',
      '09:20',
      '09:40',
      '10:00',
      '10:20',
      '10:40',
      '11:00',
      '11:20',
      '11:40',
      '12:00',
      '12:20',
      '12:40',
    ];
    const calls = times.map((time) => hold(rig, { ...accountOf(account), time, daysAhead: 3 }));
    const { won, refused, broken } = await outcomesOf(calls);
    expect(broken).toEqual([]);
    expect(codesOf(refused)).toEqual(['HOLD_LIMIT']);
    expect(won).toHaveLength(rig.deps.maxOpenHolds);
  });

  test('the limit counts a concurrent, uncommitted hold of the same account', async () => {
    const account = crowd[4] as FixtureAccount;
    const times = ['09:00', '09:20', '09:40', '10:00'];
    for (const time of times) await hold(rig, { ...accountOf(account), time, daysAhead: 7 });
    const slow = await rig.database.pools.api.connect();
    const input = holdInput(rig, { ...accountOf(account), time: '11:00', daysAhead: 7 });
    const { clinicId, doctorId, serviceId, patientId, startsAt } = input;
    await slow.query('begin');
    await slow.query('select hold_slot($1, $2, $3, $4, $5, $6, $7, false, 5, null, null)', [
      account.userId,
      'slow',
      clinicId,
      doctorId,
      serviceId,
      patientId,
      startsAt,
    ]);
    const sixth = outcomesOf([hold(rig, { ...accountOf(account), time: '11:20', daysAhead: 7 })]);
    await waitUntil('the sixth hold waits for the fifth', async () => {
      const [row] = await rig.rows<{ waiting: number }>(
        `select count(*)::int as waiting from pg_locks where locktype = 'advisory' and not granted
           and database = (select oid from pg_database where datname = current_database())`,
      );
      return row?.waiting === 1;
    });
    await slow.query('commit');
    slow.release();
    expect(codesOf((await sixth).refused)).toEqual(['HOLD_LIMIT']);
  });
});

describe('a hold that has expired while no worker runs', () => {
  test('is retired by the next hold of the slot, with history, feed and reason in the same commit', async () => {
    const first = await hold(rig, { time: '10:00', daysAhead: 4, service: 'long' });
    await makeHoldOverdue(rig, first.booking.id);
    const taker = crowd[3] as FixtureAccount;
    const context = asUser(taker.userId, { requestId: 'request-of-the-taker' });
    const second = await rig.useCases.bookings.hold(context, {
      ...holdInput(rig, { ...accountOf(taker), time: '10:20', daysAhead: 4 }),
    });
    expect(second.booking.state).toBe('held');
    const history = await rig.rows(
      `select from_state, to_state, actor, request_id from state_history where subject_id = $1 order by id desc limit 1`,
      [first.booking.id],
    );
    expect(history).toEqual([
      {
        from_state: 'awaiting_payment',
        to_state: 'expired',
        actor: 'system:expiry',
        request_id: 'request-of-the-taker',
      },
    ]);
    const [gone] = await rig.rows<{ state: string; end_reason: string; fed: number }>(
      `select state, end_reason, (select count(*)::int from feed f where f.subject_id = b.id and f.state = 'expired') as fed
       from bookings b where id = $1`,
      [first.booking.id],
    );
    expect(gone).toEqual({ state: 'expired', end_reason: 'hold_lapsed', fed: 1 });
    const [made] = await rig.rows<{ actor: string }>(
      `select actor from state_history where subject_id = $1 order by id limit 1`,
      [second.booking.id],
    );
    expect(made?.actor).toBe(`user:${taker.userId}`);
  });

  test('is offered again before it is retired', async () => {
    const held = await hold(rig, { time: '11:00', daysAhead: 4 });
    const { asha } = rig.clinics;
    const date = held.booking.startsAt.slice(0, 10);
    const isFree = async () => {
      const search = { doctorId: asha.doctors[0], serviceId: asha.services.visit.id, from: date, to: date };
      const { days } = await rig.useCases.clinics.doctorSlots(asUser(rig.clinics.patient.userId), search);
      return days.flatMap((day) => day.slots).some((slot) => slot.startsAt === held.booking.startsAt);
    };
    expect(await isFree()).toBe(false);
    await makeHoldOverdue(rig, held.booking.id);
    expect(await isFree()).toBe(true);
  });

  test('is retired once by 60 concurrent holds, of which one gets the slot', async () => {
    const first = await hold(rig, { time: '12:00', daysAhead: 4 });
    await makeHoldOverdue(rig, first.booking.id);
    const calls = Array.from({ length: 60 }, (_, n) =>
      hold(rig, { ...accountOf(crowd[(n % 10) + 10] as FixtureAccount), time: '12:00', daysAhead: 4 }),
    );
    const { won, refused, broken } = await outcomesOf(calls);
    expect(broken).toEqual([]);
    expect(won).toHaveLength(1);
    expect(codesOf(refused)).toEqual(['SLOT_TAKEN']);
    const expiries = await rig.rows(
      `select 1 from state_history where subject_id = $1 and to_state = 'expired'`,
      [first.booking.id],
    );
    expect(expiries).toHaveLength(1);
  });

  test('is expired once by the worker when the slot is not taken', async () => {
    await rig.worker.expireHolds();
    const held = await hold(rig, { time: '12:40', daysAhead: 5 });
    await makeHoldOverdue(rig, held.booking.id);
    const counts = await Promise.all([
      rig.worker.expireHolds(),
      rig.worker.expireHolds(),
      rig.worker.expireHolds(),
    ]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
    const rows = await rig.rows(
      `select actor from state_history where subject_id = $1 and to_state = 'expired'`,
      [held.booking.id],
    );
    expect(rows).toEqual([{ actor: 'system:expiry' }]);
  });
});

test('one account cannot hold one slot for two of its patients', async () => {
  const child = await addPatient(rig.database.pools.owner, rig.clinics.asha.id, {
    userId: rig.clinics.patient.userId,
    name: 'Child',
    phone: rig.clinics.patient.phone,
  });
  const both = [hold(rig, { daysAhead: 6 }), hold(rig, { daysAhead: 6, patientId: child })];
  const { won, refused, broken } = await outcomesOf(both);
  expect([won.length, codesOf(refused), broken]).toEqual([1, ['SLOT_TAKEN'], []]);
});

test('no test in this file caused a deadlock', async () => {
  expect(await countedDeadlocks(rig)).toBe(0);
  expect(rig.retries).toEqual([]);
});
