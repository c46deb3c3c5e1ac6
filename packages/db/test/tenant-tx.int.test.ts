import { createTestDatabase, type TestDatabase } from '@holdfast/testkit/test-database';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase } from '../src/client.ts';
import { createTenantTx, type TenantTx } from '../src/tenant-tx.ts';

let database: TestDatabase;
let tx: TenantTx;
const actor = { userId: null, system: 'system:test', requestId: 'request' };

beforeAll(async () => {
  database = await createTestDatabase();
  const pool = database.pools.owner;
  await pool.query(
    `create table of_test (id int primary key, twin int references of_test (id) deferrable initially deferred)`,
  );
  tx = createTenantTx({ db: createDatabase(pool), pool, onStep: () => undefined, onRetry: () => undefined });
});
afterAll(() => database.close());

const count = async (): Promise<number> => {
  const [row] = await tx.single<{ count: number }>({
    text: 'select count(*)::int from of_test where id > $1',
    values: [0],
  });
  return row?.count ?? -1;
};

describe('a read', () => {
  test('sees what is committed and knows its actor', async () => {
    const name = await tx.read(actor, null, async (inner) => {
      const { rows } = await sql<{ name: string }>`select actor_name() as name`.execute(inner);
      return rows[0]?.name;
    });
    expect(name).toBe('system:test');
  });

  test('cannot write, whatever it tries', async () => {
    for (const write of ['insert into of_test values (1)', 'update of_test set id = 2', 'truncate of_test']) {
      const reading = tx.read(actor, null, (inner) => sql.raw(write).execute(inner));
      await expect(reading, write).rejects.toMatchObject({ code: '25006' });
    }
    expect(await count()).toBe(0);
  });
});

describe('a command', () => {
  test('keeps what it wrote', async () => {
    await tx.run(actor, null, (inner) => sql`insert into of_test values (10)`.execute(inner));
    expect(await count()).toBe(1);
  });

  test('learns of a violated deferred rule while it can still tell it from a lost connection', async () => {
    const writing = tx.run(actor, null, (inner) => sql`insert into of_test values (11, 99)`.execute(inner));
    await expect(writing).rejects.toMatchObject({ kind: 'foreign_key' });
    expect(await count()).toBe(1);
  });
});
