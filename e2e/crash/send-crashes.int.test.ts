import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openVisitors, type Visitors } from '../world/patient.ts';
import type { World } from '../world/start-world.ts';
import { countOf, expectAllSentOnce, expectMoneyOnce, ledgerOf, startLedgerWorld } from './ledgers.ts';
import { pointsOf } from './scenarios.ts';
import { casesOf, whileWorkerBreaks } from './while-broken.ts';

let world: World;
let visitors: Visitors;

beforeAll(async () => {
  world = await startLedgerWorld();
  visitors = await openVisitors(world);
});
afterAll(async () => world.stop());

describe('the message of a confirmation', () => {
  test.each(casesOf(pointsOf('worker', 'send')))(
    '$point breaks with $action: sent once',
    async ({ point, action }) => {
      await world.worker.stop();
      const booked = await visitors.book();
      const isDone = async () =>
        (await countOf(world, `messages where subject_id = $1 and state = 'delivered'`, [booked.id])) === 1;
      await whileWorkerBreaks(world, point, action, isDone);
      const { rows } = await world.database.pools.superuser.query(
        'select id from messages where subject_id = $1',
        [booked.id],
      );
      expect(ledgerOf(world).filter(({ messageId }) => messageId === rows[0].id)).toHaveLength(1);
    },
  );
});

test('afterwards every message was sent once and every rupee moved once', async () => {
  await world.sandbox.razorpay.webhooksIdle();
  await expectAllSentOnce(world);
  expectMoneyOnce(world);
  await world.invariants();
});
