import type { Page, PageRange } from '@holdfast/db/repos/keyset';
import { createTestDatabase, type TestDatabase } from '@holdfast/testkit/test-database';
import { type CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../src/client.ts';
import { listMessages } from '../src/repos/ops.repo.ts';
import { listWebhooks } from '../src/repos/webhooks.repo.ts';
import type { Tx } from '../src/tenant-tx.ts';
import { acting } from './rls/acting.ts';

let database: TestDatabase;
let operator: string;

/** All at one instant: the time alone could not find a page. */
beforeAll(async () => {
  database = await createTestDatabase();
  const { superuser } = database.pools;
  const made = await superuser.query(
    `insert into users (display_name, email, platform_role) values ('operator', 'o@fixture.example', 'operator') returning id`,
  );
  operator = made.rows[0].id;
  await superuser.query(
    `with clinic as (
       insert into clinics (slug, name, time_zone, currency, payment_mode)
       values ('plans', 'Plans', 'Asia/Kolkata', 'INR', 'online') returning id
     )
     insert into messages (clinic_id, channel, kind, subject_id, subject_version, recipient_phone, locale, created_at)
     select clinic.id, 'whatsapp', 'booking_confirmed', gen_random_uuid(), 1, '+919812345678', 'en', '2026-05-04T09:00Z'
     from clinic, generate_series(1, 5000)`,
  );
  await superuser.query(
    `with account as (
       insert into provider_accounts (provider, account_ref, mode) values ('razorpay', 'acc_plan', 'test') returning id
     )
     insert into payment_webhooks (deduplication_key, provider_account_id, event_type, raw_body, facts, state, received_at)
     select 'plan:' || n, account.id, 'payment.captured', '', '{}', 'retrying', '2026-05-04T09:00Z'
     from account, generate_series(1, 5000) n`,
  );
  await superuser.query('analyze messages, payment_webhooks');
});
afterAll(() => database.close());

type ReadPage = (tx: Tx, range: PageRange) => Promise<Page<unknown>>;

/** The statement that a repository sends, as it sends it. */
async function statementOf(readPage: ReadPage, range: PageRange): Promise<CompiledQuery> {
  const sent: CompiledQuery[] = [];
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool: database.pools.superuser }),
    log: (event) => void sent.push(event.query),
  });
  await db.transaction().execute((tx) => readPage(tx, range));
  const [statement] = sent.filter(({ sql }) => sql.startsWith('select'));
  if (!statement) throw new Error('no select was sent');
  return statement;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

const flat = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flat)];

/** What PostgreSQL does for the API's role, with its policies. */
async function planOf({ sql, parameters }: CompiledQuery): Promise<PlanNode[]> {
  return acting(database.pools.api, { userId: operator }, async (client) => {
    const { rows } = await client.query(`explain (analyze, format json) ${sql}`, [...parameters]);
    return flat(rows[0]['QUERY PLAN'][0].Plan);
  });
}

describe.each<[string, string, string, (direction: 'asc' | 'desc') => ReadPage]>([
  [
    'ops.messages',
    'messages',
    'messages_by_time',
    (direction) => (tx, range) => listMessages(tx, { state: null, direction }, range),
  ],
  [
    'ops.webhooks',
    'payment_webhooks',
    'payment_webhooks_by_time',
    (direction) => (tx, range) => listWebhooks(tx, { state: null, direction }, range),
  ],
])('%s', (_name, table, index, reader) => {
  test.each(['asc', 'desc'] as const)(
    'seeks each page in its index, %s, and sorts nothing',
    async (direction) => {
      const middle = await database.pools.superuser.query(
        `select id from ${table} order by id offset 2500 limit 1`,
      );
      const after = { key: '2026-05-04T09:00:00.000000Z', id: middle.rows[0].id };
      for (const range of [
        { after, limit: 50 },
        { after: null, limit: 50 },
      ]) {
        const nodes = await planOf(await statementOf(reader(direction), range));
        expect(nodes.map((node) => node['Node Type'])).not.toContain('Sort');
        expect(nodes.flatMap((node) => node['Index Name'] ?? [])).toContain(index);
        const read = nodes.map((node) => node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0));
        expect(Math.max(...read)).toBe(51);
      }
    },
  );
});
