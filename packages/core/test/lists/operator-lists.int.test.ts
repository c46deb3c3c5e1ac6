import { AppError } from '@holdfast/contract/errors';
import { listMessages } from '@holdfast/db/repos/ops.repo';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Paged, walk } from './walk.ts';

let rig: ClinicRig;
const rowCount = 10_000;

/** Half of them at one instant, half within the same millisecond or the one before. */
const closeTimes = `'2026-05-04T09:00:00.123456Z'::timestamptz
  - case n % 2 when 0 then interval '0' else (n % 400) * interval '1 microsecond' end`;

async function addMessages(from: number, count: number): Promise<void> {
  await rig.rows(
    `insert into messages (clinic_id, id, channel, kind, subject_id, subject_version, recipient_phone, locale, created_at)
     select case n % 3 when 0 then $1::uuid else $2::uuid end, gen_random_uuid(), 'whatsapp', 'booking_confirmed',
       gen_random_uuid(), 1, '+919812345678', 'en', ${closeTimes}
     from generate_series($3::int, $4::int) n`,
    [rig.clinics.asha.id, rig.clinics.alameda.id, from, from + count - 1],
  );
}

async function addWebhooks(from: number, count: number): Promise<void> {
  await rig.rows(
    `insert into payment_webhooks (id, deduplication_key, provider_account_id, event_type, raw_body, facts, state, received_at)
     select gen_random_uuid(), 'list:' || n, $3, 'payment.captured', '', '{}', 'retrying', ${closeTimes}
     from generate_series($1::int, $2::int) n`,
    [from, from + count - 1, rig.gateway.providerAccountId],
  );
}

const operator = () => asUser(rig.clinics.operator);

interface PagedList {
  readonly name: string;
  readonly add: (from: number, count: number) => Promise<void>;
  /** Ids of all rows, newest first. */
  readonly stored: string;
  readonly state: string;
  readonly read: (input: object) => Promise<Paged<{ readonly id: string }>>;
}

const lists: readonly PagedList[] = [
  {
    name: 'ops.messages',
    add: addMessages,
    stored: 'select id from messages order by created_at desc, id desc',
    state: 'queued',
    read: (input: object) => rig.useCases.ops.messages(operator(), input),
  },
  {
    name: 'ops.webhooks',
    add: addWebhooks,
    stored: 'select id from payment_webhooks order by received_at desc, id desc',
    state: 'retrying',
    read: (input: object) => rig.useCases.ops.webhooks(operator(), input),
  },
];

beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway() });
  for (const { add } of lists) await add(0, rowCount);
  await rig.rows('analyze messages, payment_webhooks');
});
afterAll(() => rig.close());

async function fieldsRefused(answer: Promise<unknown>): Promise<unknown> {
  const error = await answer.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) return error;
  return [error.code, error.details.fields?.map(({ field }) => field)];
}

const refusedCursor = ['INVALID_INPUT', ['cursor']];

describe.each(lists)('$name', ({ name, add, stored, state, read }) => {
  const storedIds = async () => (await rig.rows<{ id: string }>(stored)).map(({ id }) => id);

  test.each(['newest', 'oldest'] as const)(
    'shows 10,000 rows of equal times once each, %s first',
    async (sort) => {
      const ids = await storedIds();
      expect(ids).toHaveLength(rowCount);
      const seen = await walk((input) => read({ ...input, sort }));
      expect(seen.map(({ id }) => id)).toEqual(sort === 'newest' ? ids : ids.reverse());
    },
  );

  test('says nothing of the order: it is newest first, 50 rows', async () => {
    const { items } = await read({});
    expect(items.map(({ id }) => id)).toEqual((await storedIds()).slice(0, 50));
  });

  test('a cursor of other filters, another order or another list is refused', async () => {
    const { nextCursor: cursor } = await read({ limit: 10 });
    const [other] = lists.filter((list) => list.name !== name);
    for (const input of [
      { cursor, state },
      { cursor, sort: 'oldest' },
      { cursor, sort: 'newest', state },
    ])
      expect(await fieldsRefused(read(input))).toEqual(refusedCursor);
    expect(await fieldsRefused(other?.read({ cursor }) ?? Promise.resolve())).toEqual(refusedCursor);
    expect((await read({ cursor, limit: 3 })).items).toHaveLength(3);
  });

  test('a cursor that was cut, changed or made up is refused', async () => {
    const { nextCursor } = await read({ limit: 10 });
    const [fingerprint, key, id] = JSON.parse(Buffer.from(nextCursor ?? '', 'base64url').toString());
    const coded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const cursor of [
      nextCursor?.slice(0, -4),
      nextCursor?.slice(4),
      'AAAAAAAAAAAAAAAAAAAA',
      coded([fingerprint, '2026-02-30T00:00:00.000000Z', id]),
      coded([fingerprint, 'infinity', id]),
      coded([fingerprint, 1_777_000_000, id]),
      coded([fingerprint, key, 'no-uuid']),
      coded([fingerprint, key]),
      coded({ key, id }),
    ]) {
      expect([cursor, await fieldsRefused(read({ cursor }))]).toEqual([cursor, refusedCursor]);
    }
  });

  test('rows that come while somebody reads neither hide nor repeat those that were there', async () => {
    const ids = await storedIds();
    const seen = await walk(read, async (page) => {
      if (page % 20 === 0) await add(rowCount + page * 100, 40);
    });
    const before = new Set(ids);
    expect(seen.map(({ id }) => id).filter((id) => before.has(id))).toEqual(ids);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
  });
});

test('the planted fault: a cursor of milliseconds loses rows, and the walk sees that', async () => {
  const seen = await walk(async ({ cursor, limit = 1 }) => {
    const [key, id] = cursor?.split(' ') ?? [];
    const after = key && id ? { key: `${key.slice(0, 23)}Z`, id } : null;
    const actor = { userId: rig.clinics.operator, system: null, requestId: 'test' };
    const { rows, last } = await rig.tx.api.run(actor, null, (tx) =>
      listMessages(tx, { state: null, direction: 'desc' }, { after, limit }),
    );
    return { items: rows, nextCursor: last && `${last.key} ${last.id}` };
  });
  expect(seen.length).toBeLessThan(rowCount);
});
