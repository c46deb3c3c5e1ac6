import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spawnApi, startApiProcess } from '../support/api-process.ts';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { openEvents } from '../support/event-reader.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

describe('the process', () => {
  test('does not start with an invalid setting, and reports it', async () => {
    const { ACCESS_TOKEN_SECRET: _gone, ...rest } = rig.settings;
    const { child, output } = spawnApi({ ...rest, PORT: 'eighty' });
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
    expect(output()).toContain('PORT: expected a port number: a whole number');
    expect(output()).toContain('ACCESS_TOKEN_SECRET: is not set');
    expect(output()).not.toContain(rig.settings['OTP_SECRET']);
  });

  test('starts with an outdated database, reports it, and becomes ready once it is migrated', async () => {
    const [last] = await rig.core.rows<Record<string, unknown>>('delete from schema_releases returning *');
    const one = await startApiProcess(rig.settings);
    expect((await fetch(`${one.url}/readyz`)).status).toBe(503);
    expect(one.output()).toContain('npm run migrate');
    await rig.core.rows(
      'insert into schema_releases select * from jsonb_populate_record(null::schema_releases, $1)',
      [JSON.stringify(last)],
    );
    expect((await fetch(`${one.url}/readyz`)).status).toBe(200);
    expect(await one.end()).toBe(0);
  });

  test('on SIGTERM finishes a running request, ends its streams, accepts no new one and exits with 0', async () => {
    const one = await startApiProcess(rig.settings);
    const stream = await openEvents(`${one.url}/api/v1/events`, caller());
    await stream.next();
    const lock = await lockPatients();
    try {
      const slow = readPatients(one.url);
      await lock.somebodyWaits();
      const ended = one.end('SIGTERM');
      expect(await stream.next()).toMatchObject({ event: 'end' });
      await expect.poll(() => isOpen(one.url), patience).toBe(false);
      await lock.release();
      expect(await slow).toBe(200);
      expect(await ended).toBe(0);
      expect(one.output()).toContain('"msg":"stopped"');
    } finally {
      await lock.release();
      await one.end('SIGKILL');
    }
  });

  test('keeps serving when the reader of its log is gone, and still ends on SIGTERM', async () => {
    const one = await startApiProcess(rig.settings);
    one.child.stdout?.destroy();
    one.child.stderr?.destroy();
    for (let turn = 0; turn < 3; turn += 1) expect(await readPatients(one.url)).toBe(200);
    expect(await one.end('SIGTERM')).toBe(0);
  });

  test('a second signal ends it at once', async () => {
    const one = await startApiProcess(rig.settings);
    const lock = await lockPatients();
    try {
      const slow = readPatients(one.url);
      await lock.somebodyWaits();
      one.child.kill('SIGTERM');
      await expect.poll(() => one.output(), patience).toContain('"msg":"stopping"');
      expect(await one.end('SIGINT')).toBe(130);
      expect(await slow).toBe('broken off');
    } finally {
      await lock.release();
      await one.end('SIGKILL');
    }
  });
});

const patience = { timeout: 20_000 };

function caller(): { authorization: string } {
  return { authorization: `Bearer ${rig.tokenOf(rig.core.clinics.patient.userId)}` };
}

async function readPatients(url: string): Promise<number | string> {
  const path = `/api/v1/patients?clinicId=${rig.core.clinics.asha.id}`;
  return fetch(`${url}${path}`, { headers: caller() }).then(
    (answer) => answer.status,
    () => 'broken off',
  );
}

function isOpen(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`).then(
    () => true,
    () => false,
  );
}

/** Blocks one request for as long as the test needs. */
async function lockPatients() {
  const client = await rig.core.database.pools.superuser.connect();
  await client.query('begin; lock table patients in access exclusive mode');
  let isHeld = true;
  const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
  return {
    somebodyWaits: () => expect.poll(async () => (await rig.core.rows(waiting)).length, patience).toBe(1),
    release: async () => {
      if (!isHeld) return;
      isHeld = false;
      await client.query('rollback');
      client.release();
    },
  };
}
