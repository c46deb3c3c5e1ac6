import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLivingRig, type LivingRig } from './rig.ts';

const setOf = (name: string, ...states: string[]): string =>
  `create function ${name}(p_state text) returns boolean language sql immutable
     as $$ select p_state in ('${states.join("', '")}') $$;\n`;
const words = (...states: string[]) => ({ '10-words.sql': setOf('is_live', ...states) });

const migrations = {
  '0001-visits': {
    '010.sql': `
      create table visits (id int primary key, room int not null, during int4range not null, state text not null, note text);
      create index visits_live on visits (id) where is_live(state);
      create unique index visits_one_per_room on visits (room, lower(during)) where is_live(state);
      alter table visits add constraint visits_no_overlap exclude using gist (room with =, during with &&) where (is_live(state));
      alter table visits add constraint visits_live_have_a_note check (not is_live(state) or note is not null);
      create index visits_plain on visits (state);
      insert into visits select n, n, int4range(n * 10, n * 10 + 10), case n % 3 when 0 then 'held' when 1 then 'kept' else 'gone' end,
        case when n % 3 = 2 then null else 'note' end from generate_series(1, 300) n;`,
  },
};

let rig: LivingRig;
beforeEach(async () => {
  rig = await createLivingRig(migrations);
});
afterEach(() => rig.close());

/** The file of an index, which changes when the index is rebuilt. */
const files = async (): Promise<Record<string, string>> => {
  const found = await rig.rows<{ name: string; file: string }>(
    `select relname::text as name, relfilenode::text as file from pg_class where relname like 'visits%' and relkind = 'i'`,
  );
  return Object.fromEntries(found.map(({ name, file }) => [name, file]));
};
/** The ids that the index finds, and those in the table. */
const liveBy = async (setting: 'enable_seqscan' | 'enable_indexscan'): Promise<number[]> => {
  const client = await rig.database.pools.owner.connect();
  try {
    await client.query(`begin; set local enable_bitmapscan = off; set local ${setting} = off`);
    const { rows } = await client.query<{ id: number }>(
      'select id from visits where is_live(state) order by id',
    );
    return rows.map(({ id }) => id);
  } finally {
    await client.query('rollback');
    client.release();
  }
};
const insert = (id: number, room: number, state: string, note = 'note') =>
  rig.database.pools.owner.query('insert into visits values ($1, $2, int4range(10, 20), $3, $4)', [
    id,
    room,
    state,
    note,
  ]);

describe('when a set changes that indexes and checks are built on', () => {
  test('a new word function exists before the migration that names it in an index', async () => {
    expect((await rig.renew(words('held'))).applied).toEqual([1]);
    expect(await liveBy('enable_seqscan')).toHaveLength(100);
  });

  test('every index that depends on it finds the new rows, and no other index is touched', async () => {
    await rig.renew(words('held'));
    const before = await files();
    await rig.renew(words('held', 'kept'));
    const after = await files();
    const rebuilt = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(rebuilt.sort()).toEqual(['visits_live', 'visits_no_overlap', 'visits_one_per_room']);
    expect(await liveBy('enable_seqscan')).toEqual(await liveBy('enable_indexscan'));
    expect(await liveBy('enable_seqscan')).toHaveLength(200);
    expect(rig.log.at(-1)).toMatch(/4 rebuilt .*check visits_live_have_a_note of visits.*index visits_live/);
  });

  test('without the rebuild an index would miss them', async () => {
    await rig.renew(words('held'));
    await rig.database.pools.owner.query(
      setOf('is_live', 'held', 'kept').replace('create', 'create or replace'),
    );
    expect(await liveBy('enable_seqscan')).not.toEqual(await liveBy('enable_indexscan'));
  });

  test('also when it changes in the run of a migration that has used the index', async () => {
    await rig.renew(words('held'));
    rig.writeMigrations({
      '0002-data': { '010.sql': `update visits set note = 'seen' where is_live(state);` },
    });
    await rig.renew(words('kept'));
    expect(await liveBy('enable_seqscan')).toEqual(await liveBy('enable_indexscan'));
    expect(await liveBy('enable_seqscan')).toHaveLength(100);
  });

  test('also when the index calls it through another function', async () => {
    const both = (...states: string[]) => ({
      '10-words.sql': setOf('is_live', 'held') + setOf('is_kept', ...states),
      '11-words.sql': `create function is_busy(p text) returns boolean language sql immutable as $$ select public.is_live(p) or public.is_kept(p) $$;`,
    });
    rig.writeMigrations({
      '0002-busy': { '010.sql': 'create index visits_busy on visits (id) where is_busy(state);' },
    });
    await rig.renew(both('kept'));
    const before = await files();
    await rig.renew(both('gone'));
    const after = await files();
    expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual(['visits_busy']);
  });

  test('sessions connected before see the new set too', async () => {
    await rig.renew(words('held'));
    const client = await rig.database.pools.owner.connect();
    try {
      await client.query('prepare live as select count(*)::int as n from visits where is_live(state)');
      await client.query('execute live');
      await client.query(`insert into visits values (900, 900, '[10,20)', 'kept', 'note')`);
      await rig.renew(words('kept'));
      expect((await client.query<{ n: number }>('execute live')).rows).toEqual([{ n: 101 }]);
      await expect(
        client.query(`insert into visits values (901, 900, '[15,25)', 'kept', 'note')`),
      ).rejects.toThrow(/visits_no_overlap/);
    } finally {
      client.release(true);
    }
  });
});

describe('rows that the new set forbids stop the run, and the old set stays', () => {
  test.each([
    ['overlap', async () => void (await insert(901, 1, 'kept')), /visits_no_overlap|visits_one_per_room/],
    [
      'violate a check',
      async () =>
        void (await rig.database.pools.owner.query(`update visits set note = null where state = 'kept'`)),
      /check visits_live_have_a_note of visits/,
    ],
  ])('when they %s', async (_what, spoil, message) => {
    await rig.renew(words('held'));
    await spoil();
    await expect(rig.renew(words('held', 'kept'))).rejects.toThrow(message);
    expect(await liveBy('enable_seqscan')).toHaveLength(100);
    expect(await rig.rows(`select sql_hash from schema_releases`)).toHaveLength(1);
  });

  test('and a generated column requires a migration', async () => {
    rig.writeMigrations({
      '0002-column': {
        '010.sql': 'alter table visits add column busy boolean generated always as (is_live(state)) stored;',
      },
    });
    await rig.renew(words('held'));
    await expect(rig.renew(words('kept'))).rejects.toThrow(
      /generated column visits\.busy depends on a changed function/,
    );
  });
});
