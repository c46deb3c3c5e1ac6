import { isHolding, runInvariants } from '@holdfast/db/invariants';
import { advanceClock } from '@holdfast/testkit/advance-clock';
import { hold } from '@holdfast/testkit/booking-steps';
import { asAnyone, asUser, type ClinicRig } from '@holdfast/testkit/clinic-rig';
import type { FakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { codeOf } from '../../src/domain/auth/one-time-code.ts';
import { createSealAudit } from '../../src/usecases/audit/seal-audit.ts';
import { type MessageWorld, openMessageWorld, proofOf } from '../messages/message-world.ts';
import { refusalOf } from '../outcomes.ts';

// No row is made older by hand: the business clock is advanced, and the product does the rest.

let world: MessageWorld;
let rig: ClinicRig<FakeGateway>;
beforeEach(async () => {
  world = await openMessageWorld();
  rig = world.rig;
});
afterEach(() => world.close());

const pass = (hours: number) => advanceClock(rig.database, { hours });
const stateOf = async (bookingId: string) => {
  const [row] = await rig.rows<{ state: string }>('select state from bookings where id = $1', [bookingId]);
  return row?.state;
};

async function challenge() {
  const input = { phone: '+919810004711', clinicId: rig.clinics.asha.id, locale: 'en' as const };
  const { challengeId } = await rig.useCases.auth.requestCode(asAnyone(), input);
  return { challengeId, code: codeOf(rig.deps.otpSecret, challengeId) };
}

describe.each([10, 30, 72])('after %i hours', (hours) => {
  test('an overdue hold is expired by the sweep, and its slot is free for another patient', async () => {
    const { booking } = await hold(rig, { daysAhead: 8 });
    expect(await rig.worker.expireHolds()).toBe(0);
    await pass(hours);
    expect(await rig.worker.expireHolds()).toBe(1);
    expect(await stateOf(booking.id)).toBe('expired');
    expect((await hold(rig, { daysAhead: 8, key: 'again' })).booking.state).toBe('held');
  });

  test('an overdue hold without a sweep is retired by the next hold of the slot', async () => {
    const { booking } = await hold(rig, { daysAhead: 8 });
    await pass(hours);
    expect((await hold(rig, { daysAhead: 8, key: 'again' })).booking.state).toBe('held');
    expect(await stateOf(booking.id)).toBe('expired');
  });

  test('an old code is rejected, and a new one works', async () => {
    const old = await challenge();
    await pass(hours);
    expect(await refusalOf(rig.useCases.auth.verifyCode(asAnyone(), old))).toBe('INVALID_CREDENTIALS');
    const fresh = await challenge();
    expect((await rig.useCases.auth.verifyCode(asAnyone(), fresh)).userId).toBeDefined();
  });

  test('a queued code is not sent any more, a confirmation is', async () => {
    const code = await world.requestCode();
    const visit = await world.confirmedVisit();
    await pass(hours);
    expect(await world.deliver(code.messageId)).toBe('suppressed');
    expect(await world.row(code.messageId)).toMatchObject({ last_error: 'code_no_longer_valid' });
    expect(await world.deliver(visit.messageId)).toBe('sent');
  });

  test('the page gets the advanced server time', async () => {
    const { booking } = await hold(rig, { daysAhead: 8 });
    const before = Date.parse(booking.serverNow);
    await pass(hours);
    const context = asUser(rig.clinics.patient.userId);
    const later = await rig.useCases.bookings.get(context, { bookingId: booking.id });
    expect(Date.parse(later.serverNow) - before).toBeGreaterThanOrEqual(hours * 3_600_000);
  });

  test('rows written before and after are in order, and every invariant holds once the audit is sealed', async () => {
    await world.confirmedVisit();
    await pass(hours);
    await hold(rig, { daysAhead: 8 });
    const [row] = await rig.rows<{ hours: number }>(
      'select round(extract(epoch from max(at) - min(at)) / 3600)::int as hours from state_history',
    );
    expect(row?.hours).toBe(hours);
    await createSealAudit({ tx: rig.tx.worker })(new AbortController().signal);
    const broken = (await runInvariants(rig.database.pools.worker)).filter((one) => !isHolding(one));
    expect(broken).toEqual([]);
  });
});

describe('a message whose proof never came', () => {
  test('is searched for on the real clock of its channel, many hours of business time later', async () => {
    const { messageId } = await world.confirmedVisit();
    world.sender.outcome = { kind: 'unknown', reason: 'no_bubble' };
    const armedAfterMs = Date.now() - 1_000;
    await pass(10);
    expect(await world.deliver(messageId)).toBe('unknown');
    await advanceClock(rig.database, { minutes: 2 });
    world.sender.found = proofOf('delivered', 'found');
    await world.round('recover');
    expect(await world.row(messageId)).toMatchObject({ state: 'delivered', external_id: 'found' });
    const { armed_at } = await world.row(messageId);
    expect((armed_at?.getTime() ?? 0) - armedAfterMs).toBeGreaterThan(9 * 3_600_000);
  });
});

describe('late money is polled for', () => {
  async function polled(hours: number): Promise<{ asked: number; next: Date | null }> {
    const { booking } = await hold(rig, { daysAhead: 8 });
    await pass(hours);
    const { gateway } = rig;
    const before = gateway.calls.length;
    await rig.worker.pollOrders();
    const [row] = await rig.rows<{ next_poll_at: Date | null }>(
      'select p.next_poll_at from payments p join bookings b on b.payment_id = p.id where b.id = $1',
      [booking.id],
    );
    return { asked: gateway.calls.length - before, next: row?.next_poll_at ?? null };
  }

  test.each([10, 30, 72])('%i hours after the hold', async (hours) => {
    const { asked, next } = await polled(hours);
    expect(asked).toBeGreaterThan(0);
    expect(next).not.toBeNull();
  });

  test('once more after the sixth day, and then never again', async () => {
    const { asked, next } = await polled(145);
    expect(asked).toBeGreaterThan(0);
    expect(next).toBeNull();
  });
});
