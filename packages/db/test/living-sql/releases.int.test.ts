import { waitUntil } from '@holdfast/testkit/waiting';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrate } from '../../src/migrations-runner.ts';
import { createSchemaCheck } from '../../src/schema-release.ts';
import { createMigrationFolder, type MigrationFolder } from '../migration-folder.ts';
import { createLivingRig, type LivingRig } from './rig.ts';

const first = {
  '0001-notes': { '010.sql': 'create table notes (id int primary key); insert into notes values (1);' },
};
const second = { ...first, '0002-more': { '010.sql': 'alter table notes add column more text;' } };
const version = (number: number) => ({
  '20-version.sql': `create function version_of_sql() returns int language sql as 'select ${number}';`,
});

let rig: LivingRig;
const folders: MigrationFolder[] = [];
beforeEach(async () => {
  rig = await createLivingRig(first);
});
afterEach(async () => {
  for (const folder of folders.splice(0)) folder.remove();
  await rig.close();
});

/** A release: its files, its runner and the readiness of a process that was started from them. */
function release(migrations: typeof first, living: Record<string, string>) {
  const folder = createMigrationFolder(migrations, living);
  folders.push(folder);
  const { directories } = folder;
  return {
    migrate: () => migrate({ connectionString: rig.database.urls.owner, directories }),
    isReady: async () => (await createSchemaCheck(rig.database.pools.api, directories)()).isReady,
    status: createSchemaCheck(rig.database.pools.worker, directories),
  };
}

describe('a process is ready', () => {
  test('once its own release is applied, and stays ready while the next one migrates', async () => {
    const running = release(first, version(1));
    const next = release(second, version(2));
    expect(await running.isReady()).toBe(false);
    await running.migrate();
    expect([await running.isReady(), await next.isReady()]).toEqual([true, false]);
    await next.migrate();
    expect([await running.isReady(), await next.isReady()]).toEqual([true, true]);
  });

  test('not when only its migrations are applied: its functions do not exist yet', async () => {
    const running = release(first, version(1));
    const next = release(first, version(2));
    await running.migrate();
    expect(await next.status()).toMatchObject({
      isReady: false,
      version: 1,
      expected: 1,
      note: expect.stringContaining('npm run migrate'),
    });
  });

  test('not on a database that only a later release has migrated, and it says so', async () => {
    await release(second, version(2)).migrate();
    expect(await release(first, version(1)).status()).toMatchObject({
      isReady: false,
      version: 2,
      note: expect.stringContaining('ahead of this release'),
    });
  });

  test('no longer once an earlier release has restored its own functions', async () => {
    const [one, two] = [release(first, version(1)), release(first, version(2))];
    await one.migrate();
    await two.migrate();
    expect((await one.migrate()).sqlChanges).toBe(1);
    expect([await one.isReady(), await two.isReady()]).toEqual([true, false]);
    await two.migrate();
    expect([await one.isReady(), await two.isReady()]).toEqual([true, true]);
  });

  test('again after a rollback and a new upgrade, however often migrate is repeated', async () => {
    const [one, two] = [release(first, version(1)), release(first, version(2))];
    for (const step of [one, one, two, two, one, one, two]) await step.migrate();
    expect([await one.isReady(), await two.isReady()]).toEqual([true, true]);
    await one.migrate();
    expect([await one.isReady(), await two.isReady()]).toEqual([true, false]);
  });
});

describe('beside running transactions', () => {
  const policy = (using: string) => ({
    '80-policies.sql': `alter table notes enable row level security, force row level security;
      create policy owner_all on notes to holdfast_owner using (${using}) with check (true);`,
  });

  test('a changed function waits for no lock, not even that of a whole table', async () => {
    await rig.renew({ ...version(1), ...policy('true') });
    const client = await rig.database.pools.owner.connect();
    try {
      await client.query('begin; lock table notes in exclusive mode');
      expect((await rig.renew({ ...version(2), ...policy('true') }, { lockTries: 1 })).sqlChanges).toBe(1);
    } finally {
      client.release(true);
    }
  });

  test('a changed policy backs off when the table is busy, retries and succeeds', async () => {
    await rig.renew(policy('true'));
    const client = await rig.database.pools.owner.connect();
    try {
      await client.query('begin; select * from notes');
      const renewal = rig.renew(policy('id > 0'), { lockTries: 1_000 });
      await waitUntil('it has stepped back once', async () =>
        rig.log.some((line) => /try 1 of 1000/.test(line)),
      );
      await client.query('select * from notes; commit');
      expect((await renewal).sqlChanges).toBe(1);
    } finally {
      client.release(true);
    }
  });

  test('it fails after the last try, keeps nothing and says what it waited for', async () => {
    await rig.renew({ ...version(1), ...policy('true') });
    const client = await rig.database.pools.owner.connect();
    try {
      await client.query('begin; select * from notes');
      await expect(rig.renew({ ...version(2), ...policy('id > 0') }, { lockTries: 2 })).rejects.toThrow(
        /policy owner_all on notes, nothing of it was kept: .*lock timeout/,
      );
      expect((await client.query('select version_of_sql() as n')).rows).toEqual([{ n: 1 }]);
    } finally {
      client.release(true);
    }
    expect(rig.log.filter((line) => line.includes('no lock within 50 ms'))).toHaveLength(1);
  });
});

test.each([
  'create function f() returns int language sql as $$ select 1 $$;',
  'create policy p on notes using (true);',
  'grant select on notes to holdfast_api;',
  'create or replace view v as select 1;',
])('a migration may not contain living SQL: %s', async (sql) => {
  rig.writeMigrations({ '0002-more': { '010.sql': sql } });
  await expect(rig.renew({})).rejects.toMatchObject({ code: 'bad_layout' });
});
