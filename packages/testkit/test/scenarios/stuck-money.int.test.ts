import { webhookState } from '@holdfast/contract/webhook/webhook.states';
import { runInvariants } from '@holdfast/db/invariants';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asUser } from '../../src/clinic-rig.ts';
import { openScenario, type PlayedScenario } from '../../src/scenarios/open-scenario.ts';

let played: PlayedScenario;
beforeAll(async () => {
  played = await openScenario('stuck-money');
});
afterAll(() => played?.close());

const asOperator = async () => asUser(await played.userId('operator'));

test('the operator sees what needs a person', async () => {
  const { items, counts } = await played.core.useCases.ops.stuck(await asOperator(), {});
  expect(counts).toEqual({ wrong_money: 3, refund_refused: 4, operation_overdue: 2, uncovered_visit: 1 });
  expect(items).toHaveLength(10);
  expect(new Set(items.map(({ amount }) => amount.currency))).toEqual(new Set(['INR', 'USD']));
});

test('late money is among it: two of the refused refunds were for bookings that had ended', async () => {
  const { rows } = await played.database.pools.superuser.query(
    'select reason, state, count(*)::int from refunds group by 1, 2 order by 1, 2',
  );
  expect(rows).toEqual([
    { reason: 'clinic_cancelled', state: 'failed', count: 2 },
    { reason: 'clinic_cancelled', state: 'processed', count: 1 },
    { reason: 'clinic_cancelled', state: 'unknown', count: 2 },
    { reason: 'late_payment', state: 'failed', count: 2 },
  ]);
});

test('two refunds are late because their outcome is unknown, and one visit stands without its money', async () => {
  const { rows } = await played.database.pools.superuser.query(
    `select i.kind, i.amount_minor::int as amount, coalesce(r.state, b.state) as state, l.funds_minor::int as funds
     from items i join bills l on l.id = i.bill_id
       left join operations o on o.id = i.subject_id left join refunds r on r.id = o.subject_id
       left join bookings b on b.id = i.subject_id
     where i.kind in ('operation_overdue', 'uncovered_visit') and i.closed_at is null order by 1, 2`,
  );
  const late = { kind: 'operation_overdue', amount: 120_000, state: 'unknown', funds: 120_000 };
  expect(rows).toEqual([
    late,
    late,
    { kind: 'uncovered_visit', amount: 120_000, state: 'confirmed', funds: 0 },
  ]);
});

test('webhooks are listed in every state, the dead ones after as many tries as the worker makes', async () => {
  const { counts } = await played.core.useCases.ops.webhooks(await asOperator(), {});
  expect(counts).toMatchObject({ dead: 3, retrying: 1, ignored: 1 });
  expect(Object.keys(counts).sort()).toEqual(['applied', 'dead', 'ignored', 'retrying']);
  const { items } = await played.core.useCases.ops.webhooks(await asOperator(), { state: webhookState.dead });
  const expected = { tries: 24, nextTryAt: null, paymentId: null };
  expect(items).toMatchObject([expected, expected, expected]);
  expect(items.map(({ reason }) => reason)).toEqual(['unplaced', 'unplaced', 'unplaced']);
});

test('a worker without keys of that account changes nothing of it', async () => {
  const before = await played.core.useCases.ops.stuck(await asOperator(), {});
  await played.core.worker.runOperations();
  await played.core.worker.pollOrders();
  expect(await played.core.useCases.ops.stuck(await asOperator(), {})).toEqual(before);
});

test('every invariant holds', async () => {
  const broken = (await runInvariants(played.database.pools.worker)).filter((one) => one.violations !== 0);
  expect(broken).toEqual([]);
});
