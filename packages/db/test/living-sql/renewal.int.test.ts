import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLivingRig, type LivingRig } from './rig.ts';

const migrations = {
  '0001-notes': {
    '010.sql': `create table notes (id int primary key, owner text not null, state text not null default 'open');
      create table kinds (kind text primary key, rank int not null);
      create table steps (from_kind text references kinds, to_kind text references kinds, primary key (from_kind, to_kind));
      insert into notes values (1, 'a', 'open'), (2, 'b', 'shut');`,
  },
};
const all = {
  '10-words.sql': `
    insert into kinds (kind, rank) values ('low', 1), ('mid', 2), ('high', 3);
    insert into steps (from_kind, to_kind) values ('low', 'mid'), ('mid', 'high');`,
  '20-functions.sql': `
    create function mine() returns text language sql stable as $$ select 'a'; $$;
    create function stamp() returns trigger language plpgsql as $$ begin new.owner := upper(new.owner); return new; end $$;`,
  '40-views.sql': `create view own_notes with (security_invoker = true) as select id, owner from notes;`,
  '50-triggers.sql': `
    create trigger a_stamp before insert on notes for each row execute function stamp();
    create constraint trigger b_stamp after insert on notes deferrable initially deferred
      for each row execute function stamp();`,
  '80-policies.sql': `
    alter table notes enable row level security, force row level security;
    create policy owner_all on notes to holdfast_owner using (true) with check (true);
    create policy own on notes for select to holdfast_api using (owner = (select mine()));`,
  '90-grants.sql': `
    grant select, insert on notes to holdfast_api;
    grant update (state) on notes to holdfast_api;
    grant select on own_notes to holdfast_api;
    grant execute on function mine() to holdfast_api;`,
};
const objectCount = 11;
const nameCount = 13;

let rig: LivingRig;
beforeEach(async () => {
  rig = await createLivingRig(migrations);
});
afterEach(() => rig.close());

const seenByApi = async (sql: string): Promise<unknown[]> => (await rig.database.pools.api.query(sql)).rows;
/** Every living object; the row versions show what was written. */
const catalog = () =>
  rig.rows<{ name: string; version: string }>(`
    select p.proname::text as name, p.xmin::text as version from pg_proc p where pg_get_userbyid(p.proowner) = current_user
    union all select relname, xmin::text from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace
    union all select tgname, xmin::text from pg_trigger where not tgisinternal
    union all select polname, xmin::text from pg_policy
    union all select relname || ' secured', '' from pg_class where relrowsecurity
    union all select kind, xmin::text from kinds union all select from_kind || '-' || to_kind, xmin::text from steps
    order by 1, 2`);
const names = async (): Promise<string[]> => (await catalog()).map(({ name }) => name);
const changedNames = async (before: { name: string; version: string }[]): Promise<string[]> => {
  const known = new Map(before.map(({ name, version }) => [name, version]));
  return (await catalog()).filter(({ name, version }) => known.get(name) !== version).map(({ name }) => name);
};

describe('migrate makes the database hold what the files say', () => {
  test('from nothing, and a second run writes nothing', async () => {
    expect((await rig.renew(all)).sqlChanges).toBe(objectCount);
    expect(await seenByApi('select id from notes')).toEqual([{ id: 1 }]);
    const before = await catalog();
    expect((await rig.renew(all)).sqlChanges).toBe(0);
    expect(await catalog()).toEqual(before);
  });

  test('and a change writes only what changed', async () => {
    await rig.renew(all);
    const before = await catalog();
    const changed = all['20-functions.sql'].replace("select 'a'", "select 'b'");
    expect((await rig.renew({ ...all, '20-functions.sql': changed })).sqlChanges).toBe(1);
    expect(await changedNames(before)).toEqual(['mine']);
    expect(await seenByApi('select id from notes')).toEqual([{ id: 2 }]);
  });

  test('a changed comment between statements writes nothing', async () => {
    await rig.renew(all);
    expect((await rig.renew({ ...all, '40-views.sql': `-- why\n${all['40-views.sql']}` })).sqlChanges).toBe(
      0,
    );
  });

  test('what is removed from the files is dropped from the database', async () => {
    await rig.renew(all);
    await rig.renew({ '10-words.sql': all['10-words.sql'] });
    expect(await names()).toEqual(['high', 'low', 'low-mid', 'mid', 'mid-high']);
    expect(await rig.rows(`select has_table_privilege('holdfast_api', 'notes', 'select') as may`)).toEqual([
      { may: false },
    ]);
    expect(await rig.rows('select id from notes order by id')).toEqual([{ id: 1 }, { id: 2 }]);
  });

  test('removing a grant revokes the right, also of a column', async () => {
    await rig.renew(all);
    await rig.renew({ ...all, '90-grants.sql': 'grant select on notes to holdfast_api;' });
    const rights = `select has_table_privilege('holdfast_api', 'notes', 'insert') as insert,
      has_column_privilege('holdfast_api', 'notes', 'state', 'update') as update,
      has_table_privilege('holdfast_api', 'notes', 'select') as select,
      has_function_privilege('holdfast_api', 'mine()', 'execute') as call`;
    expect(await rig.rows(rights)).toEqual([{ insert: false, update: false, select: true, call: false }]);
  });

  test('PUBLIC keeps no right', async () => {
    await rig.renew(all);
    expect(await rig.rows(`select has_function_privilege('public', 'mine()', 'execute') as may`)).toEqual([
      { may: false },
    ]);
  });

  test.each([
    ['a policy', 'alter policy own on notes using (true)'],
    ['a trigger', 'alter table notes disable trigger a_stamp'],
    ['a function', `create or replace function mine() returns text language sql stable as $$ select 'x' $$`],
    ['row security', 'alter table notes no force row level security'],
    ['a grant', 'grant delete on notes to holdfast_worker'],
    ['a word', `delete from steps where from_kind = 'mid'`],
    ['a view', 'drop view own_notes'],
  ])('a change of %s by hand is reverted', async (_what, byHand) => {
    await rig.renew(all);
    await rig.database.pools.owner.query(byHand);
    expect((await rig.renew(all)).sqlChanges).toBeGreaterThan(0);
    expect((await rig.renew(all)).sqlChanges).toBe(0);
    expect(await names()).toHaveLength(nameCount);
  });

  test('words are added, changed and removed row by row', async () => {
    await rig.renew(all);
    const before = await catalog();
    const words = `insert into kinds (kind, rank) values ('low', 1), ('high', 9), ('top', 10);
      insert into steps (from_kind, to_kind) values ('low', 'high'), ('high', 'top');`;
    await rig.renew({ ...all, '10-words.sql': words });
    expect(await rig.rows('select * from kinds order by rank')).toEqual([
      { kind: 'low', rank: 1 },
      { kind: 'high', rank: 9 },
      { kind: 'top', rank: 10 },
    ]);
    expect(await changedNames(before)).toEqual(['high', 'high-top', 'low-high', 'top']);
  });
});

describe('what cannot be replaced in place is dropped and created', () => {
  const withMine = (definition: string) => ({
    ...all,
    '20-functions.sql': all['20-functions.sql'].replace(/create function mine[^;]*;[^;]*;/, () => definition),
  });

  test('a function with another result, together with the policy that calls it; all are granted again', async () => {
    await rig.renew(all);
    const before = await catalog();
    await rig.renew(
      withMine(`create function mine() returns varchar language sql stable as $$ select 'b'::varchar $$;`),
    );
    expect(await changedNames(before)).toEqual(['mine', 'own', 'own_notes', 'stamp']);
    expect(await seenByApi('select id from notes')).toEqual([{ id: 2 }]);
  });

  test('a function with other arguments: the old overload is dropped', async () => {
    await rig.renew(all);
    const policy = all['80-policies.sql'];
    const grants = all['90-grants.sql'].replace('mine()', 'mine(text)');
    const files = withMine(
      `create function mine(p text default 'b') returns text language sql stable as $$ select p $$;`,
    );
    await rig.renew({ ...files, '80-policies.sql': policy, '90-grants.sql': grants });
    expect((await names()).filter((name) => name === 'mine')).toHaveLength(1);
    expect(await seenByApi('select id from notes')).toEqual([{ id: 2 }]);
  });

  test('a view with other columns', async () => {
    await rig.renew(all);
    await rig.renew({ ...all, '40-views.sql': 'create view own_notes as select owner as who from notes;' });
    expect(await rig.rows('select * from own_notes order by who')).toEqual([{ who: 'a' }, { who: 'b' }]);
    expect(
      await rig.rows(`select has_table_privilege('holdfast_api', 'own_notes', 'select') as may`),
    ).toEqual([{ may: true }]);
  });

  test('but never by dropping an index: that requires a migration', async () => {
    await rig.renew({
      ...all,
      '10-words.sql': `create function is_open(p text) returns boolean immutable language sql as $$ select p = 'open' $$;`,
    });
    await rig.database.pools.owner.query('create index notes_open on notes (id) where is_open(state)');
    const other = {
      ...all,
      '10-words.sql': `create function is_open(q text) returns boolean immutable language sql as $$ select q = 'open' $$;`,
    };
    await expect(rig.renew(other)).rejects.toThrow(/function is_open must be dropped.*index notes_open/);
    await expect(rig.renew(all)).rejects.toThrow(/function is_open must be dropped.*index notes_open/);
    expect(await rig.rows(`select to_regclass('notes_open') is not null as there`)).toEqual([
      { there: true },
    ]);
  });
});

describe('a word function that a migration names in a default', () => {
  test('is executable for the running release from that migration on, also when the renewal fails', async () => {
    await rig.renew(all);
    rig.writeMigrations({
      '0002-default': { '010.sql': 'alter table notes alter state set default first_state()' },
    });
    const broken = {
      ...all,
      '11-words.sql': `create function first_state() returns text language sql immutable as $$ select 'open' $$;`,
      '20-functions.sql': `${all['20-functions.sql']} create function zz() returns int language sql as 'select nothing';`,
    };
    await expect(rig.renew(broken)).rejects.toMatchObject({ code: 'failed_sql' });
    const mayCall = await rig.rows<{ who: string }>(
      `select who from unnest(array['holdfast_api', 'holdfast_ingest', 'holdfast_worker', 'public']) as who
       where has_function_privilege(who, 'first_state()', 'execute')`,
    );
    expect(mayCall.map(({ who }) => who)).toEqual(['holdfast_api', 'holdfast_ingest', 'holdfast_worker']);
  });
});

describe('living SQL that fails', () => {
  test('rolls back the whole run and names the statement', async () => {
    await rig.renew(all);
    const before = await catalog();
    const broken = {
      ...all,
      '20-functions.sql': `${all['20-functions.sql']} create function zz() returns int language sql as 'select nothing';`,
    };
    await expect(rig.renew({ ...broken, '90-grants.sql': '' })).rejects.toMatchObject({
      code: 'failed_sql',
      message: expect.stringMatching(/function zz, nothing of it was kept: .*"nothing" does not exist/),
    });
    expect(await catalog()).toEqual(before);
  });

  test.each([
    [
      'an unknown statement',
      { 'a.sql': 'drop table notes;' },
      /sql\/a\.sql holds a statement that is no function/,
    ],
    [
      'a name twice',
      {
        'a.sql': `create function f() returns int language sql as 'select 1'; create function f(a int) returns int language sql as 'select 1';`,
      },
      /function f twice/,
    ],
  ])('with %s is rejected before the database is touched', async (_what, files, message) => {
    await expect(rig.renew(files)).rejects.toThrow(message);
    expect(await rig.rows(`select to_regclass('notes') as made`)).toEqual([{ made: null }]);
  });
});
