import { UserId } from '@holdfast/contract/ids';
import { hold } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway, type FakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codesOf, outcomesOf, refusalOf } from '../outcomes.ts';

let rig: ClinicRig<FakeGateway>;
let second: string;
let bill: { readonly clinicId: string; readonly billId: string };

beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway() });
  const [person] = await rig.rows<{ id: string }>(
    `insert into users (display_name, email, platform_role)
     values ('Second Operator', 'second@holdfast.test', 'operator') returning id`,
  );
  second = String(person?.id);
  const { booking } = await hold(rig, { daysAhead: 3 });
  bill = { clinicId: booking.clinicId, billId: booking.billId };
});
afterAll(() => rig.close());

async function newItem(): Promise<string> {
  const [item] = await rig.rows<{ id: string }>(
    `insert into items (clinic_id, bill_id, kind, subject_id, amount_minor, currency, opened_at)
     values ($1, $2, 'wrong_money', gen_random_uuid(), 70000, 'INR', now()) returning id`,
    [bill.clinicId, bill.billId],
  );
  return String(item?.id);
}

const first = () => asUser(rig.clinics.operator);
const seen = (owner: string | null) => (owner === null ? {} : { ownerSeen: UserId.parse(owner) });
const take = (by: string, itemId: string, owner: string | null, note?: string) =>
  rig.useCases.ops.takeItem(asUser(by), { itemId, ...seen(owner), ...(note === undefined ? {} : { note }) });
const release = (by: string, itemId: string, owner: string | null) =>
  rig.useCases.ops.releaseItem(asUser(by), { itemId, ...seen(owner) });

test('an operator takes an item with a note, every operator sees by whom, and the audit names it', async () => {
  const itemId = await newItem();
  const taken = await take(second, itemId, null, 'asked the bank');
  expect(taken).toMatchObject({ owner: { userId: second, name: 'Second Operator' }, note: 'asked the bank' });
  const { items } = await rig.useCases.ops.stuck(first(), {});
  expect(items.find(({ id }) => id === itemId)).toEqual(taken);
  const audits = await rig.rows('select action, actor from audit_log where subject_id = $1', [itemId]);
  expect(audits).toEqual([{ action: 'ops.takeItem', actor: `user:${second}` }]);
});

test('two operators take one item at once: one has it, the other is told', async () => {
  const itemId = await newItem();
  const people = [rig.clinics.operator, second];
  const { won, refused, broken } = await outcomesOf(people.map((by) => take(by, itemId, null)));
  expect([won.length, codesOf(refused), broken]).toEqual([1, ['STATE_CONFLICT'], []]);
});

test('an item is taken over only from the owner that was seen', async () => {
  const itemId = await newItem();
  await take(second, itemId, null);
  const { operator } = rig.clinics;
  expect(await refusalOf(take(operator, itemId, null))).toBe('STATE_CONFLICT');
  expect(await take(operator, itemId, second)).toMatchObject({ owner: { userId: operator } });
  expect(await refusalOf(take(second, itemId, second))).toBe('STATE_CONFLICT');
});

test('an item that is left to others keeps its note', async () => {
  const itemId = await newItem();
  await take(second, itemId, null, 'the payer is on holiday');
  expect(await release(second, itemId, second)).toMatchObject({
    owner: null,
    note: 'the payer is on holiday',
  });
  expect(await refusalOf(release(second, itemId, second))).toBe('STATE_CONFLICT');
});

test('an item that the money has closed is taken by nobody, and no other item exists', async () => {
  const itemId = await newItem();
  await rig.rows('update items set closed_at = now() where id = $1', [itemId]);
  expect(await refusalOf(take(second, itemId, null))).toBe('STATE_CONFLICT');
  expect(await refusalOf(release(second, itemId, null))).toBe('STATE_CONFLICT');
  expect(await refusalOf(take(second, bill.billId, null))).toBe('NOT_FOUND');
});

test('nobody but an operator takes or releases an item', async () => {
  const itemId = await newItem();
  const { asha, patient } = rig.clinics;
  for (const by of [asha.staff.admin, asha.staff.billing, asha.staff.receptionist, patient.userId]) {
    expect(await refusalOf(take(by, itemId, null))).toBe('FORBIDDEN');
    expect(await refusalOf(release(by, itemId, null))).toBe('FORBIDDEN');
  }
});
