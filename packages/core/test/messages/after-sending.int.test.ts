import { isHolding, runInvariants } from '@holdfast/db/invariants';
import { asUser } from '@holdfast/testkit/clinic-rig';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { refusalOf } from '../outcomes.ts';
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
  Object.assign(world.sender, {
    ready: 'ready',
    outcome: proofOf('sent'),
    found: { kind: 'unknown', reason: 'no_bubble' },
    next: null,
    ticks: [],
  });
  Object.assign(world.queue, { isDown: false });
  world.queue.jobs.length = 0;
});

/** Possibly clicked, without proof. */
async function unknownMessage(): Promise<string> {
  const { messageId } = await world.confirmedVisit();
  world.sender.outcome = { kind: 'unknown', reason: 'no_bubble' };
  expect(await world.deliver(messageId)).toBe('unknown');
  world.sender.outcome = proofOf('sent');
  return messageId;
}

describe('an unknown message is searched for, never resent automatically', () => {
  test('found: it counts as sent, with its receipt', async () => {
    const messageId = await unknownMessage();
    await world.round('recover');
    expect((await world.row(messageId)).state).toBe('unknown');
    await world.shift(messageId, ['next_try_at'], 61);
    world.sender.found = proofOf('delivered', 'found-1');
    await world.round('recover');
    expect(await world.row(messageId)).toMatchObject({ state: 'delivered', external_id: 'found-1' });
    expect(world.sender.clicksOf(messageId)).toBe(1);
  });

  test('not found twenty times: still unknown, one click, one try, with growing intervals', async () => {
    const messageId = await unknownMessage();
    const pauses: number[] = [];
    for (let look = 0; look < 20; look += 1) {
      await world.shift(messageId, ['next_try_at', 'armed_at'], 3_600);
      await world.round('recover');
      const { next_try_at } = await world.row(messageId);
      pauses.push(Math.round((next_try_at.getTime() - Date.now()) / 1000));
    }
    expect(await world.row(messageId)).toMatchObject({ state: 'unknown', tries: 1 });
    expect(Math.max(...pauses)).toBeLessThanOrEqual(3_601);
    expect(pauses.at(-1)).toBeGreaterThan(3_000);
    await world.round('relay');
    expect(world.queue.jobs).not.toContainEqual(expect.objectContaining({ messageId }));
    expect(world.sender.clicksOf(messageId)).toBe(1);
  });

  test('proof that it was never clicked: the only case that allows a retry', async () => {
    const messageId = await unknownMessage();
    await world.shift(messageId, ['next_try_at'], 61);
    world.sender.found = { kind: 'not_clicked', reason: 'voided', retryable: true };
    await world.round('recover');
    expect(await world.row(messageId)).toMatchObject({ state: 'retrying', tries: 1 });
    await world.shift(messageId, ['next_try_at'], 61);
    expect(await world.deliver(messageId)).toBe('sent');
  });

  test('proof that it was never clicked, eight times: it fails', async () => {
    const { messageId } = await world.confirmedVisit();
    world.sender.found = { kind: 'not_clicked', reason: 'voided', retryable: true };
    for (let tried = 1; tried <= 8; tried += 1) {
      world.sender.outcome = { kind: 'unknown', reason: 'no_bubble' };
      expect(await world.deliver(messageId)).toBe('unknown');
      await world.shift(messageId, ['next_try_at'], 61);
      await world.round('recover');
      await world.shift(messageId, ['next_try_at'], 3_600);
    }
    expect(await world.row(messageId)).toMatchObject({ state: 'failed', tries: 8 });
  });

  test('a failure mark on the bubble is final', async () => {
    const messageId = await unknownMessage();
    await world.shift(messageId, ['next_try_at'], 61);
    world.sender.found = { kind: 'failed_visible', reason: 'fail_mark_on_bubble' };
    await world.round('recover');
    expect(await world.row(messageId)).toMatchObject({ state: 'failed', last_error: 'fail_mark_on_bubble' });
  });

  test('after a worker died while armed, the next one checks the chat first', async () => {
    const { messageId } = await world.confirmedVisit();
    world.sender.next = async (_message, arm) => {
      await arm();
      return new Promise(() => undefined); // kill -9: no response, no settlement
    };
    void world.deliver(messageId);
    await expect.poll(async () => (await world.row(messageId)).state).toBe('sending');
    await world.round('recover');
    expect((await world.row(messageId)).state).toBe('sending');
    await world.outliveLease(messageId);
    expect(await world.deliver(messageId)).toBe('not_due');
    await world.round('recover');
    expect((await world.row(messageId)).state).toBe('unknown');
  });
});

describe('an operator who checked the phone', () => {
  const operator = () => asUser(world.rig.clinics.operator);
  const resolve = async (messageId: string, finding: 'arrived' | 'send_again' | 'give_up') =>
    world.rig.useCases.ops.resolveMessage(operator(), {
      messageId: messageId as Parameters<typeof world.rig.useCases.ops.resolveMessage>[1]['messageId'],
      finding,
      reason: 'looked at the phone',
    });

  test.each([
    ['arrived', 'sent'],
    ['give_up', 'failed'],
    ['send_again', 'retrying'],
  ] as const)('"%s" makes it %s, on the audit record', async (finding, state) => {
    const messageId = await unknownMessage();
    expect(await resolve(messageId, finding)).toMatchObject({ state });
    const audits = await world.rig.rows(`select actor, reason from audit_log where subject_id = $1`, [
      messageId,
    ]);
    expect(audits).toEqual([{ actor: `user:${world.rig.clinics.operator}`, reason: 'looked at the phone' }]);
  });

  test('"send again" allows exactly one more send', async () => {
    const messageId = await unknownMessage();
    await resolve(messageId, 'send_again');
    await world.round('relay');
    expect(world.queue.jobs).toContainEqual(expect.objectContaining({ messageId }));
    expect(await world.deliver(messageId)).toBe('sent');
    expect(world.sender.clicksOf(messageId)).toBe(2);
    expect(await refusalOf(resolve(messageId, 'send_again'))).toBe('STATE_CONFLICT');
  });
});

describe('receipts', () => {
  test('advance from sent to delivered to read and never go back', async () => {
    const { messageId } = await world.confirmedVisit();
    world.sender.outcome = proofOf('sent', 'receipt-1');
    await world.deliver(messageId);
    const seen: string[] = [];
    for (const tick of ['pending', 'delivered', 'sent', 'failed', 'read', 'delivered'] as const) {
      world.sender.ticks = [{ externalId: 'receipt-1', tick }];
      await world.shift(messageId, ['next_try_at'], 3_600);
      await world.round('receipts');
      seen.push((await world.row(messageId)).state);
    }
    expect(seen).toEqual(['sent', 'delivered', 'delivered', 'delivered', 'read', 'read']);
    const row = await world.row(messageId);
    expect([row.sent_at, row.delivered_at, row.read_at]).not.toContain(null);
  });

  test('are checked with growing intervals, and not after two days', async () => {
    const { messageId } = await world.confirmedVisit();
    world.sender.outcome = proofOf('sent', 'receipt-2');
    await world.deliver(messageId);
    await world.round('receipts');
    const soon = (await world.row(messageId)).next_try_at.getTime() - Date.now();
    await world.shift(messageId, ['next_try_at', 'sent_at'], 8 * 3_600);
    await world.round('receipts');
    const late = (await world.row(messageId)).next_try_at.getTime() - Date.now();
    expect(soon).toBeLessThanOrEqual(21_000);
    expect(late).toBeGreaterThan(3_600_000);
    await world.shift(messageId, ['next_try_at', 'sent_at'], 48 * 3_600);
    const before = await world.row(messageId);
    world.sender.ticks = [{ externalId: 'receipt-2', tick: 'read' }];
    await world.round('receipts');
    expect(await world.row(messageId)).toEqual(before);
  });

  test('are not checked while the channel is unavailable', async () => {
    world.sender.ready = 'starting';
    expect(await world.round('receipts')).toBe(0);
    expect(await world.round('recover')).toBe(0);
  });
});

describe('the relay', () => {
  test('enqueues a due message once, and again only when the queue may have lost it', async () => {
    const { messageId } = await world.confirmedVisit();
    const jobsOf = () => world.queue.jobs.filter((job) => job.messageId === messageId).length;
    await world.round('relay');
    await world.round('relay');
    expect(jobsOf()).toBe(1);
    await world.shift(messageId, ['enqueued_at'], 31);
    await world.round('relay');
    expect(jobsOf()).toBe(2);
  });

  test('loses no message while the queue is down', async () => {
    const { messageId } = await world.confirmedVisit();
    world.queue.isDown = true;
    await expect(world.round('relay')).rejects.toThrow('queue is down');
    world.queue.isDown = false;
    await world.shift(messageId, ['enqueued_at'], 31);
    await world.round('relay');
    expect(world.queue.jobs.map((job) => job.messageId)).toContain(messageId);
  });

  test('a one-time code passes a backlog of confirmations, behind the few that wait in the queue', async () => {
    for (let count = 0; count < 24; count += 1) await world.confirmedVisit();
    const queued = async (): Promise<string[]> => {
      const before = world.queue.jobs.length;
      await world.round('relay');
      return world.queue.jobs.slice(before).map(({ messageId }) => messageId);
    };
    expect((await queued()).length).toBeLessThanOrEqual(20);
    expect(await queued()).toEqual([]);
    const code = await world.requestCode();
    const [first] = world.queue.jobs;
    expect(first && (await world.deliver(first.messageId))).toBe('sent');
    expect(await queued()).toEqual([code.messageId]);
    for (let next = world.queue.jobs.slice(1); next.length > 0; ) {
      for (const { messageId } of next) await world.deliver(messageId);
      const sent = world.queue.jobs.length;
      await world.round('relay');
      next = world.queue.jobs.slice(sent);
    }
  });

  test('two concurrent relays enqueue each message once', async () => {
    const visits = [await world.confirmedVisit(), await world.confirmedVisit(), await world.confirmedVisit()];
    await Promise.all([world.round('relay'), world.round('relay'), world.round('relay')]);
    const ids = world.queue.jobs.map((job) => job.messageId);
    for (const { messageId } of visits) expect(ids.filter((id) => id === messageId)).toHaveLength(1);
  });
});
