import { bookingReference } from '@holdfast/contract/booking/booking-reference';
import { messageKindFacts } from '@holdfast/contract/message/message-kinds';
import { isHolding, runInvariants } from '@holdfast/db/invariants';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { armFailPoints, disarmFailPoints } from '../../src/fail-points.ts';
import { type MessageWorld, openMessageWorld, proofOf } from './message-world.ts';

let world: MessageWorld;
beforeAll(async () => {
  world = await openMessageWorld();
});
afterAll(async () => {
  const broken = (await runInvariants(world.rig.database.pools.worker)).filter((one) => !isHolding(one));
  await world.close();
  expect(broken).toEqual([]);
});
beforeEach(() => {
  disarmFailPoints();
  Object.assign(world.sender, { ready: 'ready', outcome: proofOf('sent'), next: null });
});

describe('a message goes out once', () => {
  test('and names place, time and patient in the clinic’s time zone, without health data', async () => {
    const { messageId, held } = await world.confirmedVisit();
    expect(await world.deliver(messageId)).toBe('sent');
    const [click] = world.sender.clicks.filter((message) => message.messageId === messageId);
    expect(click?.phoneE164).toBe(world.rig.clinics.patient.phone);
    expect(click?.text).toContain('Dr. First');
    expect(click?.text).toContain('9:00 am');
    expect(click?.text).toContain(bookingReference(held.booking.id));
    const row = await world.row(messageId);
    expect(row).toMatchObject({
      state: 'sent',
      tries: 1,
      external_id: 'external',
      last_error: null,
      leased_until: null,
    });
    expect(row.armed_at?.getTime()).toBeLessThanOrEqual(row.sent_at?.getTime() ?? 0);
  });

  test('even when its job is repeated', async () => {
    const { messageId } = await world.confirmedVisit();
    expect(await world.deliver(messageId)).toBe('sent');
    expect(await world.deliver(messageId)).toBe('not_due');
    expect(world.sender.clicksOf(messageId)).toBe(1);
  });

  test('when eight workers take the same job concurrently', async () => {
    const { messageId } = await world.confirmedVisit();
    const results = await Promise.all(Array.from({ length: 8 }, () => world.deliver(messageId)));
    expect(results.filter((result) => result === 'sent')).toHaveLength(1);
    expect(results.filter((result) => result === 'not_due')).toHaveLength(7);
    expect(world.sender.clicksOf(messageId)).toBe(1);
  });

  test('with the stronger receipt when it is already there', async () => {
    const { messageId } = await world.confirmedVisit();
    world.sender.outcome = proofOf('read');
    await world.deliver(messageId);
    const row = await world.row(messageId);
    expect(row.state).toBe('read');
    expect([row.sent_at, row.delivered_at, row.read_at]).not.toContain(null);
  });
});

describe('a message that must not be sent any more is suppressed with its reason', () => {
  test('the visit was cancelled while the message waited', async () => {
    const visit = await world.confirmedVisit();
    await world.cancel(visit);
    expect(await world.deliver(visit.messageId)).toBe('suppressed');
    expect(await world.row(visit.messageId)).toMatchObject({
      state: 'suppressed',
      last_error: 'booking_cancelled',
    });
    const cancelled = await world.messageOf(visit.held.booking.id, 'booking_cancelled');
    expect(await world.deliver(cancelled)).toBe('sent');
    expect(world.sender.clicksOf(visit.messageId)).toBe(0);
  });

  test('consent was withdrawn between the queue and the lease, and granted again for the next one', async () => {
    const first = await world.confirmedVisit();
    const second = await world.confirmedVisit();
    const patientId = world.rig.clinics.patient.patientAt.asha;
    const consent = (withdrawn: string) =>
      world.rig.rows(`update patients set whatsapp_withdrawn_at = ${withdrawn} where id = $1`, [patientId]);
    await consent('clock_timestamp()');
    expect(await world.deliver(first.messageId)).toBe('suppressed');
    expect(await world.row(first.messageId)).toMatchObject({ state: 'suppressed', last_error: 'no_consent' });
    await consent('null');
    expect(await world.deliver(second.messageId)).toBe('sent');
    expect(world.sender.clicksOf(first.messageId)).toBe(0);
  });

  test('the one-time code has expired or was used', async () => {
    const expired = await world.requestCode();
    await world.rig.rows(`update otp_challenges set expires_at = clock_timestamp() where id = $1`, [
      expired.challengeId,
    ]);
    const used = await world.requestCode();
    await world.rig.rows('update otp_challenges set consumed_at = clock_timestamp() where id = $1', [
      used.challengeId,
    ]);
    for (const { messageId } of [expired, used]) {
      expect(await world.deliver(messageId)).toBe('suppressed');
      expect(await world.row(messageId)).toMatchObject({ last_error: 'code_no_longer_valid' });
      expect(world.sender.clicksOf(messageId)).toBe(0);
    }
  });

  test('the message is older than its kind allows, whatever its subject still says', async () => {
    const { challengeId, messageId } = await world.requestCode();
    await world.rig.rows(
      `update otp_challenges set expires_at = clock_timestamp() + interval '1 day' where id = $1`,
      [challengeId],
    );
    await world.shift(messageId, ['created_at'], messageKindFacts.one_time_code.expirySeconds);
    expect(await world.deliver(messageId)).toBe('suppressed');
    expect(await world.row(messageId)).toMatchObject({ last_error: 'message_expired' });
    expect(world.sender.clicksOf(messageId)).toBe(0);
  });

  test('a kind without an expiry waits for days', async () => {
    const { messageId } = await world.confirmedVisit();
    await world.shift(messageId, ['created_at'], 3 * 86_400);
    expect(await world.deliver(messageId)).toBe('sent');
  });

  test('a valid code is sent; its digits are in the text and not in the database', async () => {
    const { messageId } = await world.requestCode();
    expect(await world.deliver(messageId)).toBe('sent');
    const [click] = world.sender.clicks.filter((message) => message.messageId === messageId);
    const digits = /\b\d{6}\b/.exec(click?.text ?? '')?.[0];
    expect(digits).toBeDefined();
    const [row] = await world.rig.rows<{ whole: string }>(
      'select (to_jsonb(m) || to_jsonb(o))::text as whole from messages m join otp_challenges o on o.id = m.subject_id where m.id = $1',
      [messageId],
    );
    expect(row?.whole).not.toContain(`"${digits}"`);
  });
});

describe('the fence', () => {
  test('a worker whose lease was taken over cannot arm, so it does not click', async () => {
    const { messageId } = await world.confirmedVisit();
    world.sender.next = async (message, arm) => {
      await world.outliveLease(messageId);
      expect(await world.deliver(messageId)).toBe('sent');
      expect(await arm()).toBe(false);
      return { kind: 'not_clicked', reason: `not_armed ${message.messageId}`, retryable: true };
    };
    expect(await world.deliver(messageId)).toBe('lease_lost');
    expect(world.sender.clicksOf(messageId)).toBe(1);
    const { state, fence } = await world.row(messageId);
    expect({ state, fence: Number(fence) }).toEqual({ state: 'sent', fence: 2 });
  });

  test('a worker that clicked after losing its lease does not overwrite the newer result', async () => {
    const { messageId } = await world.confirmedVisit();
    world.sender.next = async (message, arm) => {
      expect(await arm()).toBe(true);
      world.sender.clicks.push(message);
      await world.outliveLease(messageId);
      world.sender.found = proofOf('delivered', 'found');
      await world.round('recover');
      return { kind: 'unknown', reason: 'no_bubble' };
    };
    expect(await world.deliver(messageId)).toBe('lease_lost');
    expect(await world.row(messageId)).toMatchObject({ state: 'delivered', external_id: 'found' });
    expect(world.sender.clicksOf(messageId)).toBe(1);
  });

  test('while a lease is valid no other worker gets the message, in any state', async () => {
    const { messageId } = await world.confirmedVisit();
    world.sender.next = async (message, arm) => {
      expect(await world.deliver(messageId)).toBe('not_due');
      await arm();
      world.sender.clicks.push(message);
      expect(await world.deliver(messageId)).toBe('not_due');
      await world.round('recover');
      return proofOf('sent');
    };
    const lookUpsBefore = world.sender.lookUps.length;
    expect(await world.deliver(messageId)).toBe('sent');
    expect(world.sender.lookUps.length).toBe(lookUpsBefore);
  });
});

describe('failures', () => {
  test('a channel that is not ready releases the lease unchanged', async () => {
    const { messageId } = await world.confirmedVisit();
    world.sender.ready = 'needs_login';
    expect(await world.deliver(messageId)).toBe('not_ready');
    expect(await world.row(messageId)).toMatchObject({
      state: 'queued',
      tries: 0,
      leased_until: null,
      enqueued_at: null,
    });
  });

  test('before the click it is retried later and fails after eight tries', async () => {
    const { messageId } = await world.confirmedVisit();
    for (let tried = 1; tried <= 8; tried += 1) {
      world.sender.next = async () => ({ kind: 'not_clicked', reason: 'page_gone', retryable: true });
      expect(await world.deliver(messageId)).toBe(tried === 8 ? 'failed' : 'retrying');
      expect(await world.deliver(messageId)).toBe('not_due');
      await world.shift(messageId, ['next_try_at'], 3_600);
    }
    expect(await world.row(messageId)).toMatchObject({
      state: 'failed',
      tries: 8,
      last_error: 'page_gone',
    });
  });

  test('a channel that names a retry time uses up no try', async () => {
    const { messageId } = await world.confirmedVisit();
    for (let round = 0; round < 12; round += 1) {
      world.sender.next = async () => ({
        kind: 'not_clicked',
        reason: 'throttled_hour',
        retryable: true,
        retryAfterMs: 60_000,
      });
      expect(await world.deliver(messageId)).toBe('retrying');
      await world.shift(messageId, ['next_try_at'], 61);
    }
    expect(await world.deliver(messageId)).toBe('sent');
    expect((await world.row(messageId)).tries).toBe(1);
  });

  test('a sender that throws after arming leaves the message unknown and never retried', async () => {
    const { messageId } = await world.confirmedVisit();
    world.sender.next = async (_message, arm) => {
      await arm();
      throw new Error('browser fell over');
    };
    expect(await world.deliver(messageId)).toBe('unknown');
    await world.shift(messageId, ['next_try_at'], 3_600);
    expect(await world.deliver(messageId)).toBe('not_due');
    expect(world.sender.clicksOf(messageId)).toBe(0);
  });

  test('an arm whose response was lost counts as not clicked: the sender got no permission', async () => {
    const { messageId } = await world.confirmedVisit();
    world.sender.next = async (_message, arm) => {
      armFailPoints('tx.commit.after=once');
      await expect(arm()).rejects.toThrow('tx.commit.after');
      return { kind: 'not_clicked', reason: 'arm_failed', retryable: true };
    };
    expect(await world.deliver(messageId)).toBe('retrying');
    await world.shift(messageId, ['next_try_at'], 60);
    expect(await world.deliver(messageId)).toBe('sent');
    expect(world.sender.clicksOf(messageId)).toBe(1);
  });

  test('a message that cannot be rendered fails once instead of retrying forever', async () => {
    const { messageId } = await world.confirmedVisit();
    const { id } = world.rig.clinics.asha;
    await world.rig.rows(`update clinics set time_zone = 'Mars/Olympus' where id = $1`, [id]);
    try {
      expect(await world.deliver(messageId)).toBe('failed');
    } finally {
      await world.rig.rows(`update clinics set time_zone = 'Asia/Kolkata' where id = $1`, [id]);
    }
    expect(await world.row(messageId)).toMatchObject({ state: 'failed', last_error: 'not_renderable' });
  });
});

test.each([
  'message.lease.after',
  'message.settle.before',
  'message.settle.after',
  'tx.commit.before',
  'tx.commit.after',
])('after a failure at %s, at any pass, it is still sent once', async (point) => {
  for (let pass = 1; pass <= 3; pass += 1) {
    const { messageId } = await world.confirmedVisit();
    armFailPoints(`${point}=once@${pass}`);
    await world.deliver(messageId).catch(() => undefined);
    disarmFailPoints();
    await world.outliveLease(messageId);
    const isClicked = world.sender.clicksOf(messageId) === 1;
    world.sender.found = isClicked
      ? proofOf('sent')
      : { kind: 'not_clicked', reason: 'voided', retryable: true };
    await world.round('recover');
    await world.shift(messageId, ['next_try_at'], 3_600);
    await world.deliver(messageId);
    expect(await world.row(messageId)).toMatchObject({ state: 'sent' });
    expect(world.sender.clicksOf(messageId)).toBe(1);
  }
});
