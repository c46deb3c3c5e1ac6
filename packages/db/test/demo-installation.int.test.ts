import { advanceClock } from '@holdfast/testkit/advance-clock';
import { createTestDatabase } from '@holdfast/testkit/test-database';
import { expect, test } from 'vitest';
import { seedDemo } from '../src/demo/seed-demo.ts';
import { migrate } from '../src/migrations-runner.ts';

test('the demo marks its installation, its owner may shift the clock, and the board follows', async () => {
  const database = await createTestDatabase({ content: 'empty' });
  try {
    await migrate({ connectionString: database.urls.owner });
    await expect(advanceClock(database, { hours: 24 })).rejects.toMatchObject({ code: 'HF001' });
    const client = await database.pools.owner.connect();
    try {
      expect(await seedDemo(client)).toBe('filled');
      const { rows } = await client.query('select kind from installation');
      expect(rows).toEqual([{ kind: 'demo' }]);
      const visits =
        'select visit_date::text as day, count(*)::int as visits from bookings group by 1 order by 1';
      const today = (await client.query(visits)).rows;
      await advanceClock(database, { hours: 7 * 24 });
      expect(await seedDemo(client)).toBe('topped up');
      const both = (await client.query(visits)).rows;
      expect(both.slice(0, today.length)).toEqual(today);
      expect(both).toHaveLength(2 * today.length);
    } finally {
      client.release();
    }
  } finally {
    await database.close();
  }
});
