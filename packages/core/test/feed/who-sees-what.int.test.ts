import { pruneFeed } from '@holdfast/db/repos/leases.repo';
import { type Held, hold } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import { waitUntil } from '@holdfast/testkit/waiting';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { asSystem } from '../../src/usecase.ts';
import { refusalOf } from '../outcomes.ts';
import { createLive, type Live, startCursor, take } from './streams.ts';

let rig: ClinicRig;
let live: Live;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway(), maxOpenHolds: 500 });
  live = createLive(rig);
});
afterEach(() => expect(live.errors).toEqual([]));
afterAll(async () => {
  live.hub.stop();
  await rig.close();
});

let day = 0;
async function change(clinic: 'asha' | 'alameda' = 'asha'): Promise<Held> {
  day += 1;
  const place = rig.clinics[clinic];
  return hold(rig, { clinic: place, daysAhead: day, service: 'long' });
}

/** What a stream from `cursor` delivers of all changes committed so far. */
async function seenSince(userId: string, cursor: string, clinicId?: string): Promise<string[]> {
  const hangUp = new AbortController();
  const seen: string[] = [];
  const input = { cursor, ...(clinicId === undefined ? {} : { clinicId: clinicId as never }) };
  const reading = (async () => {
    for await (const message of live.follow(asUser(userId), input, hangUp.signal)) {
      if (message.type === 'change') seen.push(message.event.subjectId);
    }
  })();
  await waitUntil('every committed change is visible to readers', async () => {
    const rows = await rig.rows('select 1 from feed where xid >= pg_snapshot_xmin(pg_current_snapshot())');
    return rows.length === 0;
  });
  const polls = live.pollsOf(userId);
  // The first of these polls sees everything, the second begins after the first was delivered.
  await waitUntil('the stream has polled again', async () => live.pollsOf(userId) >= polls + 2);
  hangUp.abort();
  await reading;
  return seen;
}

describe('a change is delivered to', () => {
  test('the patient of the booking, the clinic’s staff and the operator only', async () => {
    const { asha, alameda, patient, otherPatient, operator } = rig.clinics;
    const cursor = await startCursor(live, asUser(operator));
    const [here, there] = [await change('asha'), await change('alameda')];
    const seen = async (userId: string) => {
      const ids = new Set(await seenSince(userId, cursor));
      return [ids.has(here.booking.id), ids.has(there.booking.id)];
    };
    expect(await seen(patient.userId)).toEqual([true, true]);
    expect(await seen(asha.staff.receptionist)).toEqual([true, false]);
    expect(await seen(asha.staff.doctor)).toEqual([true, false]);
    expect(await seen(alameda.staff.admin)).toEqual([false, true]);
    expect(await seen(operator)).toEqual([true, true]);
    expect(await seen(otherPatient.userId)).toEqual([false, false]);
    expect(await seen(asha.staff.payee)).toEqual([false, false]);
    expect([...new Set(await seenSince(patient.userId, cursor, asha.id))]).toEqual([here.booking.id]);
  });
});

describe('a cursor that cannot be resumed', () => {
  test.each([
    ['garbage', () => 'not a cursor'],
    ['of another cluster', (cursor: string) => cursor.replace(/^\d+/, '1234567890')],
    ['from the future', (cursor: string) => cursor.replace(/\.(\d+)\./, '.9000000000000000000.')],
    ['beyond 64 bits', (cursor: string) => cursor.replace(/\.(\d+)\./, '.99999999999999999999.')],
    ['with words of SQL', () => `1-1.1'; drop table feed; --.1`],
  ])('%s: the client must refetch and continues from a valid one', async (_name, spoil) => {
    const { patient } = rig.clinics;
    const good = await startCursor(live, asUser(patient.userId));
    const { resyncs, cursor } = await take(live, asUser(patient.userId), {
      cursor: spoil(good),
      changes: 1,
      signal: await soon(),
    });
    expect(resyncs).toBe(1);
    const held = await change();
    const next = await take(live, asUser(patient.userId), { cursor, changes: 1 });
    expect([next.resyncs, next.changes[0]?.subjectId]).toEqual([0, held.booking.id]);
  });

  /** Aborts once the stream had time for its first event: it never waits for a change. */
  async function soon(): Promise<AbortSignal> {
    return AbortSignal.timeout(300);
  }

  test('from the pruned part must refetch; from the kept part it resumes', async () => {
    const { operator } = rig.clinics;
    const old = await startCursor(live, asUser(operator));
    await change();
    await rig.rows(`update feed set at = at - interval '10 days'`);
    const held = await change();
    const { changes } = await take(live, asUser(operator), { cursor: old, changes: 3 });
    await asSystem({ tx: rig.tx.worker }, 'system:feed', 'prune', (tx) => pruneFeed(tx, 7));
    const fromOld = await take(live, asUser(operator), { cursor: old, changes: 1, signal: await soon() });
    expect([fromOld.resyncs, fromOld.changes]).toEqual([1, []]);
    const firstKept = changes.find((one) => one.subjectId === held.booking.id);
    if (!firstKept) throw new Error('the kept change was not delivered');
    const resumed = await take(live, asUser(operator), { cursor: firstKept.cursor, changes: 1 });
    expect(resumed).toMatchObject({
      resyncs: 0,
      changes: [{ subjectId: held.booking.id, state: 'awaiting_payment' }],
    });
  });

  test('pruning removes only a prefix: an old row behind a newer one stays', async () => {
    await rig.rows('delete from feed');
    await change();
    await change();
    const [youngest] = await rig.rows<{ id: number }>('select max(id)::int as id from feed');
    const [first] = await rig.rows<{ id: number }>('select id::int from feed order by xid, id limit 1');
    await rig.rows(`update feed set at = at - interval '10 days' where id = $1`, [youngest?.id]);
    const before = await rig.rows('select id from feed order by id');
    await asSystem({ tx: rig.tx.worker }, 'system:feed', 'prune', (tx) => pruneFeed(tx, 7));
    expect(await rig.rows('select id from feed order by id')).toEqual(before);
    await rig.rows(`update feed set at = at - interval '10 days' where id = $1`, [first?.id]);
    await asSystem({ tx: rig.tx.worker }, 'system:feed', 'prune', (tx) => pruneFeed(tx, 7));
    expect(await rig.rows('select id from feed where id = $1', [youngest?.id])).toHaveLength(1);
  });
});

describe('a stream ends', () => {
  test('when its user is suspended, even without a change', async () => {
    const { otherPatient } = rig.clinics;
    const cursor = await startCursor(live, asUser(otherPatient.userId));
    const stream = take(live, asUser(otherPatient.userId), { cursor, changes: 1 });
    const ended = refusalOf(stream);
    await rig.rows(`update users set status = 'suspended' where id = $1`, [otherPatient.userId]);
    expect(await ended).toBe('ACCOUNT_SUSPENDED');
    await rig.rows(`update users set status = 'active' where id = $1`, [otherPatient.userId]);
  });

  test('before it delivers the next change to a suspended user', async () => {
    const { patient } = rig.clinics;
    const desk = rig.clinics.asha.staff.receptionist;
    const slow = createLive(rig, { recheckMs: 3_600_000 });
    const cursor = await startCursor(slow, asUser(patient.userId));
    const stream = refusalOf(take(slow, asUser(patient.userId), { cursor, changes: 1 }));
    await rig.rows(`update users set status = 'suspended' where id = $1`, [patient.userId]);
    day += 1;
    await hold(rig, { userId: desk, daysAhead: day });
    expect(await stream).toBe('ACCOUNT_SUSPENDED');
    slow.hub.stop();
    await rig.rows(`update users set status = 'active' where id = $1`, [patient.userId]);
  });

  test('when its token expires', async () => {
    const context = asUser(rig.clinics.patient.userId, { tokenExpiresAt: new Date(Date.now() + 200) });
    expect(await refusalOf(take(live, context, { changes: 100 }))).toBe('TOKEN_EXPIRED');
  });

  test('before it begins when the token has expired already', async () => {
    const context = asUser(rig.clinics.patient.userId, { tokenExpiresAt: new Date(Date.now() - 1) });
    expect(await refusalOf(take(live, context, { changes: 1 }))).toBe('TOKEN_EXPIRED');
  });

  test('without an error when its process stops', async () => {
    const closing = createLive(rig, { recheckMs: 3_600_000 });
    const stream = take(closing, asUser(rig.clinics.patient.userId), { changes: 100 });
    await waitUntil('the stream waits', async () => true);
    closing.hub.stop();
    expect((await stream).changes).toEqual([]);
  });

  test('of a clinic for a user who no longer works there', async () => {
    const { asha } = rig.clinics;
    const cursor = await startCursor(live, asUser(asha.staff.billing));
    await rig.rows('delete from memberships where user_id = $1', [asha.staff.billing]);
    await change();
    expect(await seenSince(asha.staff.billing, cursor)).toEqual([]);
  });
});
