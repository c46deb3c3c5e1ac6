import { createTestDatabase, testSuperuserUrl } from '@holdfast/testkit/test-database';
import pg from 'pg';
import { expect, test } from 'vitest';
import { readOwnRelease, readSchemaVersion } from '../src/schema-release.ts';

async function databases(name: string): Promise<number> {
  const admin = new pg.Client({ connectionString: testSuperuserUrl() });
  await admin.connect();
  try {
    return (await admin.query('select 1 from pg_database where datname = $1', [name])).rowCount ?? 0;
  } finally {
    await admin.end();
  }
}

test('a test database is migrated, closed to PUBLIC and dropped by close, which may be called repeatedly', async () => {
  const database = await createTestDatabase();
  expect(await readSchemaVersion(database.pools.api)).toBe(readOwnRelease().migration);
  const rights = await database.pools.superuser.query(
    `select has_database_privilege('public', current_database(), 'connect') as open`,
  );
  expect(rights.rows).toEqual([{ open: false }]);
  expect(await databases(database.name)).toBe(1);
  await Promise.all([database.close(), database.close()]);
  await database.close();
  expect(await databases(database.name)).toBe(0);
});

test('test databases created concurrently share nothing', async () => {
  const made = await Promise.all([createTestDatabase(), createTestDatabase(), createTestDatabase()]);
  try {
    const [first, second, third] = made;
    expect(new Set(made.map((database) => database.name)).size).toBe(3);
    await first?.pools.owner.query(`insert into users (display_name, email) values ('P', 'p@example.test')`);
    expect((await second?.pools.owner.query('select 1 from users'))?.rowCount).toBe(0);
    const copy = await createTestDatabase({ content: { copyOf: first?.name ?? '' } });
    expect((await copy.pools.owner.query('select 1 from users')).rowCount).toBe(1);
    await copy.close();
    expect((await third?.pools.owner.query('select 1 from users'))?.rowCount).toBe(0);
  } finally {
    await Promise.all(made.map((database) => database.close()));
  }
});
