import { messageState } from '@holdfast/contract/message/message.states';
import { runInvariants } from '@holdfast/db/invariants';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asUser } from '../../src/clinic-rig.ts';
import { openScenario, type PlayedScenario } from '../../src/scenarios/open-scenario.ts';

let played: PlayedScenario;
beforeAll(async () => {
  played = await openScenario('whatsapp-logged-out');
});
afterAll(() => played?.close());

const asOperator = async () => asUser(await played.userId('operator'));

test('the operator sees the account logged out, and no code of an earlier session', async () => {
  const account = await played.core.useCases.ops.whatsapp(await asOperator(), {});
  expect(account).toMatchObject({
    state: 'logged_out',
    qrText: null,
    note: 'The phone dropped this browser. Scan the code again.',
  });
});

test('messages wait, after others that were sent, failed or have an unknown outcome', async () => {
  const { counts } = await played.core.useCases.ops.messages(await asOperator(), {});
  // The visits of the demo's own clinics wait as well.
  expect(counts['queued']).toBeGreaterThan(20);
  expect(counts).toMatchObject({ retrying: 2, unknown: 2, failed: 3, sent: 3, delivered: 4, read: 6 });
});

test('the list of each state says why', async () => {
  const reasons = async (state: 'failed' | 'unknown' | 'retrying') => {
    const { items } = await played.core.useCases.ops.messages(await asOperator(), { state });
    return [...new Set(items.map(({ lastError }) => lastError))].sort();
  };
  expect(await reasons(messageState.failed)).toEqual(['bubble_failed', 'not_on_whatsapp']);
  expect(await reasons(messageState.unknown)).toEqual(['no_proof']);
  expect(await reasons(messageState.retrying)).toEqual(['page_lost']);
});

test('every invariant holds', async () => {
  const broken = (await runInvariants(played.database.pools.worker)).filter((one) => one.violations !== 0);
  expect(broken).toEqual([]);
});
