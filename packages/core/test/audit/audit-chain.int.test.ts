import { isHolding, runInvariants } from '@holdfast/db/invariants';
import { hold } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSealAudit } from '../../src/usecases/audit/seal-audit.ts';
import { createVerifyAudit } from '../../src/usecases/audit/verify-audit.ts';
import { createLease } from '../../src/usecases/message/worker-duties.ts';

let rig: ClinicRig;
beforeEach(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway(), maxOpenHolds: 500 });
});
afterEach(() => rig.close());

const running = new AbortController().signal;
const seal = () => createSealAudit({ tx: rig.tx.worker })(running);

/** Some rows of a clinic as the trigger and the wrapper write them, without a booking. */
async function write(count: number, clinic: 'asha' | 'alameda' = 'asha', actor = 'user:test'): Promise<void> {
  await rig.database.pools.owner.query(
    `insert into audit_log (clinic_id, actor, action, subject_id, request_id, details)
     select $1, $2, 'test.written', gen_random_uuid(), 'request ' || n, jsonb_build_object('b', n, 'a', 'x')
     from generate_series(1, $3::int) n`,
    [rig.clinics[clinic].id, actor, count],
  );
}

async function verdictOf(clinic: 'asha' | 'alameda' = 'asha') {
  const verdicts = await createVerifyAudit({ tx: rig.tx.worker })();
  return verdicts.find(({ clinicId }) => clinicId === rig.clinics[clinic].id);
}

/** Writes past triggers and grants, as only a superuser can. */
async function tamper(text: string, values: readonly unknown[] = []): Promise<void> {
  const client = await rig.database.pools.superuser.connect();
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    await client.query(text, [...values]);
    await client.query('commit');
  } finally {
    client.release();
  }
}

async function ids(clinic: 'asha' | 'alameda' = 'asha'): Promise<number[]> {
  const rows = await rig.rows<{ id: number }>('select id from audit_log where clinic_id = $1 order by id', [
    rig.clinics[clinic].id,
  ]);
  return rows.map(({ id }) => Number(id));
}

describe('sealing', () => {
  test('32 concurrent writers and a sealer: every row is in exactly one seal, and the chain is intact', async () => {
    const { receptionist } = rig.clinics.asha.staff;
    const times = ['09:00', '09:20', '09:40', '10:00', '10:20', '10:40', '11:00', '11:20'];
    let isWriting = true;
    const sealing = (async () => {
      while (isWriting) await seal();
    })();
    const writers = Array.from({ length: 32 }, async (_, index) => {
      const when = { daysAhead: 1 + Math.floor(index / 8), time: times[index % 8] ?? '09:00' };
      const { booking } = await hold(rig, { userId: receptionist, ...when });
      await rig.useCases.bookings.permitDeskPayment(asUser(receptionist), { bookingId: booking.id });
    });
    await Promise.all(writers);
    isWriting = false;
    await sealing;
    await seal();
    const rows = await ids();
    expect(rows.length).toBeGreaterThanOrEqual(64);
    const sealed = await rig.rows<{ audit_id: number }>(
      'select audit_id from audit_seal_rows order by audit_id',
    );
    expect(sealed.map(({ audit_id }) => Number(audit_id))).toEqual(rows);
    expect(await verdictOf()).toMatchObject({ broken: null, unsealed: 0 });
    expect((await runInvariants(rig.database.pools.worker)).filter((one) => !isHolding(one))).toEqual([]);
  });

  test('runs in batches of 500, clinic by clinic, and reports whether more remain', async () => {
    await write(1_200);
    await write(3, 'alameda');
    expect(await seal()).toBe(1);
    expect(await seal()).toBe(1);
    expect(await seal()).toBe(0);
    const counts = await rig.rows<{ n: number }>(
      'select row_count as n from audit_seals where clinic_id = $1 order by seq',
      [rig.clinics.asha.id],
    );
    expect(counts.map(({ n }) => n)).toEqual([500, 500, 200]);
    expect(await verdictOf()).toMatchObject({ seals: 3, broken: null });
    expect(await verdictOf('alameda')).toMatchObject({ seals: 1, broken: null });
  });

  test('a row that commits after newer ones were sealed goes into the next seal', async () => {
    const late = await rig.database.pools.owner.connect();
    try {
      await late.query('begin');
      await late.query(
        `insert into audit_log (clinic_id, actor, action, subject_id) values ($1, 'user:late', 'test.written', gen_random_uuid())`,
        [rig.clinics.asha.id],
      );
      await write(2);
      await seal();
      await late.query('commit');
    } finally {
      late.release();
    }
    await seal();
    const rows = await rig.rows<{ seq: number }>('select seq from audit_seal_rows order by audit_id');
    expect(rows.map(({ seq }) => Number(seq))).toEqual([2, 1, 1]);
    expect(await verdictOf()).toMatchObject({ seals: 2, broken: null });
  });

  test('two concurrent sealers never seal a row twice', async () => {
    await write(40);
    await Promise.allSettled([seal(), seal(), seal(), seal()]);
    await seal();
    const [row] = await rig.rows<{ n: number }>('select count(*)::int as n from audit_seal_rows');
    expect(row?.n).toBe(40);
    expect(await verdictOf()).toMatchObject({ broken: null });
  });

  test('only the holder of the lease seals; another worker takes over when it is released or expires', async () => {
    const deps = { tx: rig.tx.worker };
    const first = createLease(deps, 'audit-sealer', 'first', 30);
    const second = createLease(deps, 'audit-sealer', 'second', 30);
    expect([await first.hold(), await second.hold(), await first.hold()]).toEqual([true, false, true]);
    await second.release();
    expect(await second.hold()).toBe(false);
    await first.release();
    expect([await second.hold(), await first.hold()]).toEqual([true, false]);
    await tamper(`update leases set expires_at = clock_timestamp() - interval '1 second'`);
    expect(await first.hold()).toBe(true);
    const [lease] = await rig.rows<{ fence: number }>(
      `select fence::int from leases where name = 'audit-sealer'`,
    );
    expect(lease?.fence).toBeGreaterThanOrEqual(2);
  });
});

describe('the verifier', () => {
  beforeEach(async () => {
    await write(5);
    await seal();
    await write(5);
    await seal();
  });

  test('reports the exact row of which one byte was changed', async () => {
    const [, , , , , , , eighth] = await ids();
    await tamper(`update audit_log set actor = 'user:tesu' where id = $1`, [eighth]);
    expect(await verdictOf()).toMatchObject({
      broken: { seq: 2, firstAuditId: eighth, why: 'the row was changed' },
    });
  });

  test.each([
    ['the time, by a microsecond', `at = at + interval '1 microsecond'`],
    ['the details', `details = details || '{"a": "y"}'`],
    ['the reason, from nothing to empty', `reason = ''`],
    ['the request', `request_id = null`],
    ['the subject', 'subject_id = gen_random_uuid()'],
  ])('detects a change of %s', async (_what, change) => {
    const [, , third] = await ids();
    await tamper(`update audit_log set ${change} where id = $1`, [third]);
    expect(await verdictOf()).toMatchObject({ broken: { seq: 1, firstAuditId: third } });
  });

  test('reports the first of several changed rows', async () => {
    const [first, second] = await ids();
    await tamper(`update audit_log set actor = 'user:other' where id > $1`, [first]);
    expect(await verdictOf()).toMatchObject({ broken: { seq: 1, firstAuditId: second } });
  });

  test('reports a deleted row', async () => {
    const [, second] = await ids();
    await tamper('delete from audit_log where id = $1', [second]);
    expect(await verdictOf()).toMatchObject({
      broken: { seq: 1, firstAuditId: second, why: 'the row is missing' },
    });
  });

  test('detects a row whose hash was changed with it', async () => {
    const [, second] = await ids();
    await tamper(`update audit_log set actor = 'user:other' where id = $1`, [second]);
    await tamper(`update audit_seal_rows set row_hash = sha256('forged') where audit_id = $1`, [second]);
    expect(await verdictOf()).toMatchObject({ broken: { seq: 1, firstAuditId: second } });
  });

  test('detects a missing, swapped or forged seal', async () => {
    await tamper(`update audit_seals set hash = sha256('forged') where seq = 1`);
    expect(await verdictOf()).toMatchObject({ broken: { seq: 1, why: 'the seal does not fit its rows' } });
    await tamper('delete from audit_seals where seq = 1');
    expect(await verdictOf()).toMatchObject({ broken: { seq: 2, why: 'seal 1 is missing' } });
  });

  test('detects a row that was removed from its seal', async () => {
    const [, , , , fifth] = await ids();
    await tamper('delete from audit_seal_rows where audit_id = $1', [fifth]);
    expect(await verdictOf()).toMatchObject({ broken: { seq: 1, why: '4 rows instead of 5' } });
  });

  test('counts the rows unsealed for over a minute, and no newer ones', async () => {
    await write(3);
    expect(await verdictOf()).toMatchObject({ broken: null, unsealed: 0 });
    const [oldest] = (await ids()).slice(-3);
    await tamper(`update audit_log set at = at - interval '61 seconds' where id = $1`, [oldest]);
    expect(await verdictOf()).toMatchObject({ broken: null, unsealed: 1 });
    const board = await runInvariants(rig.database.pools.worker);
    expect(board.filter((one) => !isHolding(one)).map(({ number }) => number)).toEqual([17]);
  });

  test('a broken chain of one clinic does not affect another', async () => {
    await write(2, 'alameda');
    await seal();
    await tamper(`update audit_log set actor = 'user:other' where clinic_id = $1`, [rig.clinics.asha.id]);
    expect(await verdictOf()).not.toMatchObject({ broken: null });
    expect(await verdictOf('alameda')).toMatchObject({ seals: 1, broken: null });
  });
});
