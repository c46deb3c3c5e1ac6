import { hold } from '@holdfast/testkit/booking-steps';
import { asAnyone, asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalOf } from '../outcomes.ts';
import { walk } from './walk.ts';

let rig: ClinicRig;
const rowCount = 1000;

beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway() });
});
afterAll(() => rig.close());

const idsOf = async (text: string): Promise<string[]> =>
  (await rig.rows<{ id: string }>(text)).map(({ id }) => id);
const wrongCursor = { code: 'INVALID_INPUT', details: { fields: [{ field: 'cursor' }] } };

describe('clinics.list', () => {
  const list = (input: object) => rig.useCases.clinics.list(asAnyone(), input);

  beforeAll(async () => {
    await rig.rows(
      `insert into clinics (slug, name, address, time_zone, currency, payment_mode)
       select 'many-' || n, case n % 3 when 0 then 'Same' else 'Sáme ' || n % 5 end,
         case n % 100 when 0 then '100% Lake_Road' else 'Main Street' end, 'Asia/Kolkata', 'INR', 'online'
       from generate_series(1, $1::int) n`,
      [rowCount],
    );
  });

  test('shows anybody each of many clinics of one name once, by name', async () => {
    const seen = await walk(list);
    expect(seen.map(({ id }) => id)).toEqual(await idsOf('select id from clinics order by name, id'));
    expect(seen.length).toBeGreaterThan(rowCount);
  });

  test('finds by a part of the name or of the address, where % and _ are letters like others', async () => {
    const found = async (search: string) => (await walk((input) => list({ ...input, search }))).length;
    expect(await found('100% lake')).toBe(rowCount / 100);
    expect(await found('lake_road')).toBe(rowCount / 100);
    expect(await found('lake%road')).toBe(0);
    expect(await found('%%')).toBe(0);
    expect(await found('same')).toBe(Math.floor(rowCount / 3));
  });

  test('refuses the cursor of another search', async () => {
    const { nextCursor: cursor } = await list({ limit: 3 });
    await expect(list({ search: 'same', cursor })).rejects.toMatchObject(wrongCursor);
    expect((await list({ cursor })).items).toHaveLength(50);
  });
});

describe('clinics.get', () => {
  const get = (clinic: string) => rig.useCases.clinics.get(asAnyone(), { clinic });

  test('answers with the clinic of a slug and of an id, as the list does', async () => {
    const { asha } = rig.clinics;
    const bySlug = await get('asha');
    expect(bySlug).toMatchObject({ id: asha.id, slug: 'asha' });
    expect(await get(asha.id)).toEqual(bySlug);
    const { items } = await rig.useCases.clinics.list(asAnyone(), { search: bySlug.name });
    expect(items).toEqual([bySlug]);
  });

  test.each(['nowhere', 'ASHA', '../asha', '00000000-0000-7000-8000-000000000000', 'a b'])(
    '%s is no clinic',
    async (name) => {
      expect(await refusalOf(get(name))).toBe('NOT_FOUND');
    },
  );
});

describe('ops.stuck', () => {
  const list = (input: object) => rig.useCases.ops.stuck(asUser(rig.clinics.operator), input);

  beforeAll(async () => {
    const { booking } = await hold(rig, { daysAhead: 3 });
    await rig.rows(
      `insert into items (clinic_id, bill_id, kind, subject_id, amount_minor, currency, opened_at)
       select l.clinic_id, l.id, 'wrong_money', gen_random_uuid(), 1, l.currency,
         '2026-05-04T09:00:00.123456Z'::timestamptz + (n % 2) * interval '1 microsecond'
       from bills l, generate_series(1, $2::int) n where l.id = $1`,
      [booking.billId, rowCount],
    );
  });

  test.each(['newest', 'oldest'] as const)('shows sums of one instant once each, %s first', async (sort) => {
    const seen = await walk((input) => list({ ...input, sort }));
    const stored = await idsOf('select id from items order by opened_at desc, id desc');
    expect(seen.map(({ id }) => id)).toEqual(sort === 'newest' ? stored : stored.reverse());
    expect(seen).toHaveLength(rowCount);
  });

  test('counts everything on every page', async () => {
    const { items, counts, nextCursor } = await list({ limit: 1 });
    expect([items.length, counts]).toEqual([1, { wrong_money: rowCount }]);
    expect((await list({ limit: 1, cursor: nextCursor })).counts).toEqual(counts);
  });

  test('refuses the cursor of another order or of another list', async () => {
    const { nextCursor: cursor } = await list({ limit: 3 });
    await expect(list({ sort: 'oldest', cursor })).rejects.toMatchObject(wrongCursor);
    await expect(
      rig.useCases.ops.webhooks(asUser(rig.clinics.operator), { cursor: cursor ?? '' }),
    ).rejects.toMatchObject(wrongCursor);
  });

  test('is for operators only', async () => {
    const { asha, patient } = rig.clinics;
    for (const userId of [asha.staff.admin, asha.staff.billing, patient.userId])
      expect(await refusalOf(rig.useCases.ops.stuck(asUser(userId), {}))).toBe('FORBIDDEN');
  });
});
