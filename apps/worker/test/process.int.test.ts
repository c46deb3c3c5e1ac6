import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { waitUntil } from '@holdfast/testkit/waiting';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, type World } from '../../../e2e/world/start-world.ts';
import { metricOf, readyzOf } from './metrics-of.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => world.stop());

const sql = (text: string) => world.database.pools.superuser.query(text);

describe('readiness', () => {
  test('reports the dependencies of the worker', async () => {
    await waitUntil('the worker is ready', async () => (await readyzOf(world.worker)).httpStatus === 200);
    expect(await readyzOf(world.worker)).toMatchObject({
      status: 'ready',
      checks: { schema: { state: 'ok' }, queue: { state: 'ok' }, outbox: { state: 'ok' } },
    });
  });

  test('an outdated schema makes it not ready, names the command that fixes it, and does not stop it', async () => {
    const { rows } = await sql('delete from schema_releases returning *');
    try {
      const report = await readyzOf(world.worker);
      expect(report.httpStatus).toBe(503);
      expect(report.checks['schema']?.note).toContain('npm run migrate');
      expect((await fetch(`${world.worker.url}/healthz`)).status).toBe(200);
    } finally {
      const columns = Object.keys(rows[0]);
      const places = columns.map((_, index) => `$${index + 1}`).join(', ');
      await world.database.pools.superuser.query(
        `insert into schema_releases (${columns.join(', ')}) values (${places})`,
        Object.values(rows[0]),
      );
    }
    expect((await readyzOf(world.worker)).checks['schema']?.state).toBe('ok');
  });

  test('a message that has waited for over five minutes is reported', async () => {
    await sql(
      'begin; set local session_replication_role = replica; ' +
        `update messages set next_try_at = next_try_at - interval '6 minutes' where state = 'queued'; commit`,
    );
    const report = await readyzOf(world.worker);
    expect(report.httpStatus).toBe(503);
    expect(report.checks['outbox']?.note).toMatch(/^the oldest due message has waited \d+ s$/);
  });
});

describe('without a browser', () => {
  test('messages wait, the account is paused with what to do about it, and everything else runs', async () => {
    await waitUntil(
      'the account has its row',
      async () => (await sql('select 1 from whatsapp_accounts')).rowCount === 1,
    );
    const { rows } = await sql('select state, qr_text, note from whatsapp_accounts');
    expect(rows).toEqual([
      { state: 'paused', qr_text: null, note: expect.stringContaining('apt-get install') },
    ]);
    const states = await sql('select distinct state from messages');
    expect(states.rows).toEqual([{ state: 'queued' }]);
    expect(await metricOf(world.worker, 'holdfast_whatsapp_ready')).toBe(0);
  });

  test('it does not overwrite the state of the worker that drives the account', async () => {
    await sql(`insert into leases (name, holder, expires_at) values ('whatsapp:default', 'elsewhere', clock_timestamp() + interval '1 hour')
      on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at`);
    await sql(`update whatsapp_accounts set state = 'ready', note = null`);
    await world.worker.restart();
    const roundsOfAccount = 'holdfast_worker_loop_rounds_total{loop="whatsapp-account",outcome="ok"}';
    await waitUntil(
      'the account is looked after',
      async () => ((await metricOf(world.worker, roundsOfAccount)) ?? 0) >= 1,
    );
    expect((await sql('select state from whatsapp_accounts')).rows).toEqual([{ state: 'ready' }]);
  });
});

describe('metrics', () => {
  test('show the rounds of every loop, the lag of the outbox and each invariant', async () => {
    for (const loop of [
      'expire-holds',
      'retry-events',
      'review-bills',
      'run-operations',
      'poll-orders',
      'sweep-accounts',
      'seal-audit',
      'check-invariants',
      'relay-messages',
      'read-receipts',
      'recover-messages',
    ]) {
      const sample = `holdfast_worker_loop_rounds_total{loop="${loop}",outcome="ok"}`;
      await waitUntil('the loop has run', async () => ((await metricOf(world.worker, sample)) ?? 0) >= 1);
    }
    expect(await metricOf(world.worker, 'holdfast_outbox_lag_seconds')).toBeGreaterThan(300);
    expect(await metricOf(world.worker, 'holdfast_invariant_violations{invariant="1"}')).toBe(0);
    expect(await metricOf(world.worker, 'holdfast_invariant_violations{invariant="17"}')).toBe(0);
  });

  test('a violated invariant is counted and shown on the operator page', async () => {
    await sql(`grant update (reason) on audit_log to holdfast_api`);
    try {
      await waitUntil(
        'the violation is counted',
        async () => (await metricOf(world.worker, 'holdfast_invariant_violations{invariant="17"}')) === 1,
      );
      const { rows } = await sql('select violations from invariant_results where number = 17');
      expect(rows).toEqual([{ violations: 1 }]);
    } finally {
      await sql(`revoke update (reason) on audit_log from holdfast_api`);
    }
  });
});

test('an unavailable database fails rounds but does not stop the worker', async () => {
  const failed = 'holdfast_worker_loop_rounds_total{loop="expire-holds",outcome="error"}';
  const before = (await metricOf(world.worker, failed)) ?? 0;
  await sql(`alter role holdfast_worker in database "${world.database.name}" set statement_timeout = '1ms'`);
  try {
    const kill = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'holdfast_worker'`;
    await waitUntil('a round has failed', async () => {
      await sql(kill);
      return ((await metricOf(world.worker, failed)) ?? 0) > before;
    });
  } finally {
    await sql(`alter role holdfast_worker in database "${world.database.name}" reset statement_timeout`);
  }
  await sql(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'holdfast_worker'`,
  );
  await waitUntil(
    'the worker has its database back',
    async () => (await readyzOf(world.worker)).checks['schema']?.state === 'ok',
  );
  expect(world.worker.isRunning()).toBe(true);
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s shuts it down gracefully', async (signal) => {
  if (!world.worker.isRunning()) await world.worker.restart();
  const exited = world.worker.exited();
  process.kill(world.worker.pid(), signal);
  expect(await exited).toEqual({ code: 0, signal: null });
  const { rowCount } = await sql(
    `select 1 from leases where name = 'audit-sealer' and expires_at > clock_timestamp()`,
  );
  expect(rowCount).toBe(0);
  await world.worker.restart();
});

test('with invalid settings it does not start, names all of them, and prints no stack and no secret', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts')], {
    env: { OTP_SECRET: 'hunter2', PORT: 'x' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr.on('data', (bytes: Buffer) => {
    text += bytes.toString('utf8');
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  expect(code).toBe(1);
  for (const name of ['PORT', 'OTP_SECRET', 'DATABASE_URL_WORKER']) expect(text).toContain(`  ${name}: `);
  expect(text).not.toContain('hunter2');
  expect(text).not.toContain('    at ');
});
