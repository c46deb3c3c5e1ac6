import { hold } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import { waitUntil } from '@holdfast/testkit/waiting';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Change, createLive, type Live, startCursor, take } from './streams.ts';

let rig: ClinicRig;
let live: Live;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway(), maxOpenHolds: 500, poolMax: 10 });
  live = createLive(rig);
});
afterAll(async () => {
  live.hub.stop();
  await rig.close();
});

const admin = () => asUser(rig.clinics.asha.staff.admin);
const admins = (clinicId: string) =>
  rig.rows<{ subject_id: string; version: number; state: string; subject: string }>(
    'select subject, subject_id, version, state from feed where clinic_id = $1 order by xid, id',
    [clinicId],
  );
const essence = (change: Change) => ({
  subject: change.subject,
  subject_id: change.subjectId,
  version: change.version,
  state: change.state,
});

/** Bookings that are held and released, one after the other. */
async function write(lane: number, rounds: number): Promise<void> {
  const userId = rig.clinics.asha.staff.receptionist;
  const times = ['09:00', '09:20', '09:40', '10:00', '10:20', '10:40', '11:00', '11:20'];
  for (let round = 0; round < rounds; round += 1) {
    const { booking } = await hold(rig, { userId, daysAhead: 1 + round, time: times[lane] ?? '12:00' });
    await rig.useCases.bookings.cancel(asUser(userId), { bookingId: booking.id, reason: 'only a test' });
  }
}

/** A transaction with an early id that commits late: readers must not pass it. */
async function slowWriter(rounds: number): Promise<void> {
  const { asha, patient } = rig.clinics;
  for (let round = 0; round < rounds; round += 1) {
    const client = await rig.database.pools.owner.connect();
    try {
      await client.query('begin');
      await client.query(
        `insert into feed (clinic_id, subject, subject_id, version, state, patient_id) values ($1, 'booking', uuidv7(), $2, 'slow', $3)`,
        [asha.id, round, patient.patientAt.asha],
      );
      // The row above is uncommitted while these commit with later ids.
      await write(6, 1);
      // A reader without the bound would skip the uncommitted row in one of these polls.
      const polls = live.pollsOf(rig.clinics.asha.staff.admin);
      await waitUntil(
        'the client has polled meanwhile',
        async () => live.pollsOf(rig.clinics.asha.staff.admin) >= polls + 2,
      );
      await client.query('commit');
    } finally {
      // Also ends the transaction when a wait has failed: left open it would hide every later change.
      client.release(true);
    }
  }
}

/** At the newest change: below the oldest kept row a client must refetch, to be safe. */
async function cursorAtAChange(): Promise<string> {
  const start = await startCursor(live, admin());
  const userId = rig.clinics.asha.staff.receptionist;
  await hold(rig, { userId, doctor: 2, daysAhead: 5 });
  const { cursor } = await take(live, admin(), { cursor: start, changes: 2 });
  if (cursor === undefined) throw new Error('no change came');
  return cursor;
}

describe('a client that disconnects repeatedly', () => {
  test('gets every change once and in order, while writers commit out of order', async () => {
    const from = await cursorAtAChange();
    const before = (await admins(rig.clinics.asha.id)).length;
    const writers = [...Array.from({ length: 6 }, (_, lane) => write(lane, 6)), slowWriter(5)];
    let isWriting = true;
    // Ends the read that is under way: it may have asked for more changes than are still to come.
    const over = new AbortController();
    const writing = Promise.all(writers).finally(() => {
      isWriting = false;
      over.abort();
    });
    const seen: Change[] = [];
    let cursor: string | undefined = from;
    let hangUps = 0;
    const expected = async () => (await admins(rig.clinics.asha.id)).length - before;
    for (let n = 0; isWriting || seen.length < (await expected()); n += 1) {
      const left = isWriting
        ? 1 + ((n * 7) % 5)
        : Math.min(1 + ((n * 7) % 5), (await expected()) - seen.length);
      const signal = isWriting ? { signal: over.signal } : {};
      const taken = await take(live, admin(), { cursor, changes: left, ...signal });
      expect(taken.resyncs).toBe(0);
      seen.push(...taken.changes);
      cursor = taken.cursor;
      hangUps += 1;
    }
    await writing;
    expect(seen.map(essence)).toEqual((await admins(rig.clinics.asha.id)).slice(before));
    expect(new Set(seen.map((change) => change.cursor)).size).toBe(seen.length);
    expect(seen.filter((change) => change.state === 'slow')).toHaveLength(5);
    expect(hangUps).toBeGreaterThan(10);
    expect(live.errors).toEqual([]);
  });

  test('several clients with the same cursor get the same changes in the same order', async () => {
    const from = await startCursor(live, admin());
    const streams = Array.from({ length: 5 }, () => take(live, admin(), { cursor: from, changes: 12 }));
    await Promise.all([write(6, 2), write(7, 2)]);
    const seen = (await Promise.all(streams)).map(({ changes }) => changes.map((change) => change.cursor));
    expect(seen[0]).toHaveLength(12);
    for (const other of seen) expect(other).toEqual(seen[0]);
  });

  test('may stop in the middle of one commit and gets the rest next time', async () => {
    const from = await startCursor(live, admin());
    const { asha } = rig.clinics;
    await rig.database.pools.owner.query(
      `insert into feed (clinic_id, subject, subject_id, version, state) select $1, 'booking', uuidv7(), n, 'one commit'
       from generate_series(1, 450) n`,
      [asha.id],
    );
    const first = await take(live, admin(), { cursor: from, changes: 130 });
    const second = await take(live, admin(), { cursor: first.cursor, changes: 320 });
    const versions = [...first.changes, ...second.changes].map((change) => change.version);
    expect(versions).toEqual(Array.from({ length: 450 }, (_, n) => n + 1));
  });
});

test('a change between a stream’s poll and its wait is delivered without waiting for the timeout', async () => {
  const hour = 3_600_000;
  const quiet = createLive(rig, { floorMs: hour, recheckMs: hour });
  const cursor = await startCursor(quiet, admin());
  const bystander = new AbortController();
  const { run } = rig.tx.api;
  let interrupted = false;
  const tx: typeof rig.tx.api = {
    ...rig.tx.api,
    run: async (actor, place, work) => {
      const result = await run(actor, place, work);
      if (actor.userId !== rig.clinics.asha.staff.admin || interrupted) return result;
      interrupted = true;
      // The stream has polled and does not wait yet; another one waits, so that the poller runs.
      const noticed = quiet.hub.noticed();
      const woken = quiet.hub.wait(noticed, hour, bystander.signal);
      await hold(rig, { userId: rig.clinics.asha.staff.receptionist, doctor: 1, daysAhead: 3 });
      let isWoken = false;
      const waking = woken.then(() => {
        isWoken = true;
      });
      // The change must be readable before the poller's only news, or the stream finds nothing and waits for an hour.
      await quiet.untilVisible();
      await waitUntil('the poller has noticed', async () => {
        rig.notifier.publish('feed');
        return isWoken;
      });
      await waking;
      return result;
    },
  };
  const { createFollowFeed } = await import('../../src/usecases/feed/follow-feed.ts');
  const follow = createFollowFeed({ tx, hub: quiet.hub, recheckMs: hour });
  const { changes } = await take({ ...quiet, follow }, admin(), { cursor, changes: 1 });
  expect(changes[0]?.state).toBe('held');
  expect(interrupted).toBe(true);
  bystander.abort();
  quiet.hub.stop();
});
