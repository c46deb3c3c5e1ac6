import type { AppError } from '@holdfast/contract/errors';
import type { UseCases } from '@holdfast/contract/use-cases';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codesOf, outcomesOf } from '../outcomes.ts';
import { auditsOf, historyOf, visitIn } from './visits.ts';

let rig: ClinicRig;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway(), maxOpenHolds: 500 });
});
afterAll(() => rig.close());

type Edit = 'checkIn' | 'start' | 'complete' | 'noShow' | 'cancel';
type BookingId = Parameters<UseCases['bookings']['checkIn']>[1]['bookingId'];

const edits: [Edit, Parameters<typeof visitIn>[1]][] = [
  ['checkIn', 'confirmed'],
  ['start', 'checked_in'],
  ['complete', 'in_consultation'],
  ['noShow', 'late'],
  ['cancel', 'confirmed'],
];

function edit(verb: Edit, bookingId: BookingId, expectedVersion?: number) {
  const desk = asUser(rig.clinics.asha.staff.receptionist);
  const input = { bookingId, ...(expectedVersion === undefined ? {} : { expectedVersion }) };
  if (verb === 'cancel') return rig.useCases.bookings.cancel(desk, { ...input, reason: 'patient called' });
  return rig.useCases.bookings[verb](desk, input);
}

async function versionOf(bookingId: BookingId): Promise<number> {
  const [row] = await rig.rows<{ version: number }>('select version from bookings where id = $1', [
    bookingId,
  ]);
  return row?.version ?? 0;
}

describe.each(edits)('%s with an expected version', (verb, from) => {
  test('rejects a stale one with both versions, and changes nothing', async () => {
    const { booking } = await visitIn(rig, from);
    const current = await versionOf(booking.id);
    const before = [await historyOf(rig, booking.id), await auditsOf(rig, booking.id)];
    for (const expected of [current - 1, current + 1]) {
      const { refused } = await outcomesOf<unknown>([edit(verb, booking.id, expected)]);
      expect(refused.map((error: AppError) => [error.code, error.details])).toEqual([
        ['EDIT_CONFLICT', { versions: { expected, current } }],
      ]);
    }
    expect([await historyOf(rig, booking.id), await auditsOf(rig, booking.id)]).toEqual(before);
    expect(await versionOf(booking.id)).toBe(current);
  });

  test('succeeds with the current one, and without any', async () => {
    const [first, second] = [await visitIn(rig, from), await visitIn(rig, from)];
    const edited = await edit(verb, first.booking.id, await versionOf(first.booking.id));
    expect(edited.version).toBeGreaterThan(first.booking.version);
    expect((await edit(verb, second.booking.id)).state).toBe(edited.state);
  });

  test('twice concurrently, one wins and the other gets the new version', async () => {
    const { booking } = await visitIn(rig, from);
    const seen = await versionOf(booking.id);
    const { won, refused, broken } = await outcomesOf<unknown>([
      edit(verb, booking.id, seen),
      edit(verb, booking.id, seen),
    ]);
    expect(broken).toEqual([]);
    expect([won.length, codesOf(refused)]).toEqual([1, ['EDIT_CONFLICT']]);
    const versions = refused[0]?.details.versions;
    expect(versions?.expected).toBe(seen);
    expect(versions?.current).toBeGreaterThan(seen);
    // The review of the money behind a cancellation raises it once more.
    expect(versions?.current).toBeLessThanOrEqual(await versionOf(booking.id));
  });
});

test('a repeated key gets its result, even with an outdated version', async () => {
  const { booking } = await visitIn(rig, 'confirmed');
  const desk = asUser(rig.clinics.asha.staff.receptionist, { key: 'stale-edit-key' });
  const input = { bookingId: booking.id, expectedVersion: await versionOf(booking.id) };
  const first = await rig.useCases.bookings.checkIn(desk, input);
  expect(await rig.useCases.bookings.checkIn(desk, input)).toMatchObject({
    state: first.state,
    version: first.version,
  });
});
