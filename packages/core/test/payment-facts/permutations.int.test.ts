import { type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { askedAmountMinor, type Given } from './cases.ts';
import { type FinalState, finalStateAfter, installProbe, type Told } from './final-state.ts';
import { givens, histories } from './histories.ts';
import { beginWorld } from './payment-world.ts';

let rig: ClinicRig;
let client: pg.PoolClient;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway() });
  client = await rig.database.pools.superuser.connect();
  await installProbe(client);
});
afterEach(() => client.query('rollback'));
afterAll(async () => {
  client.release();
  await rig.close();
});

function permutationsOf<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, at) => permutationsOf(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

const inWords = (told: readonly Told[]): string =>
  told
    .map((one) => (one.kind === 'attempt' ? `${one.attempt}:${one.state}` : `${one.refund}:${one.state}`))
    .join(' ');

/** The one state in which all orders end, or an error that shows two diverging orders. */
async function oneFinalState(given: Given, orders: readonly (readonly Told[])[]): Promise<FinalState> {
  await client.query('rollback');
  const world = await beginWorld(client, rig, given);
  await client.query(`select enter_actor(null, 'system:webhook', 'facts', null, null, null)`);
  const [first, ...others] = orders;
  if (!first) throw new Error('no order to compare');
  const expected = await finalStateAfter(client, world, first);
  for (const order of others) {
    const found = await finalStateAfter(client, world, order);
    expect(
      found,
      `${JSON.stringify(given)}\n  one order: ${inWords(first)}\n  other order: ${inWords(order)}`,
    ).toEqual(expected);
  }
  return expected;
}

const said = (attempt: number, state: Extract<Told, { kind: 'attempt' }>['state']): Told => ({
  kind: 'attempt',
  attempt,
  state,
  amountMinor: askedAmountMinor,
  currency: 'INR',
});
const givenBack = (
  refund: string,
  of: Extract<Told, { kind: 'refund' }>['of'],
  state: 'submitted' | 'processed' | 'failed',
): Told => ({
  kind: 'refund',
  refund,
  of,
  state,
  amountMinor: askedAmountMinor,
});

describe('every order of the same facts ends in one state', () => {
  const late: Given = { booking: 'expired', keepIfLate: true };
  const fives: [string, Given, Told[], Partial<Record<string, unknown>>][] = [
    [
      'retry within the app: failed, failed, authorized, captured, and the paid order',
      {},
      [
        said(0, 'failed'),
        said(1, 'failed'),
        said(1, 'authorized'),
        said(1, 'captured'),
        said(0, 'requires_action'),
      ],
      { payment: 'captured', balances: { 'provider_balance INR': 80_000, 'patient_funds INR': -80_000 } },
    ],
    [
      'two captures: one pays, one is refunded',
      {},
      [
        said(0, 'captured'),
        said(1, 'captured'),
        givenBack('rfnd_s', { reason: 'duplicate_payment' }, 'submitted'),
        givenBack('rfnd_s', { reason: 'duplicate_payment' }, 'processed'),
        said(1, 'authorized'),
      ],
      { payment: 'captured', balances: { 'provider_balance INR': 80_000, 'patient_funds INR': -80_000 } },
    ],
    [
      'late money whose refund fails at the bank',
      { ...late, slotTaken: true },
      [
        said(0, 'failed'),
        said(0, 'captured'),
        givenBack('rfnd_l', { reason: 'late_payment' }, 'submitted'),
        givenBack('rfnd_l', { reason: 'late_payment' }, 'processed'),
        givenBack('rfnd_l', { reason: 'late_payment' }, 'failed'),
      ],
      { payment: 'captured', balances: { 'provider_balance INR': 80_000, 'patient_funds INR': -80_000 } },
    ],
    [
      'late money for a free time, and a second attempt',
      late,
      [
        said(0, 'authorized'),
        said(0, 'captured'),
        said(1, 'failed'),
        said(1, 'authorized'),
        said(1, 'captured'),
      ],
      { payment: 'captured' },
    ],
    [
      'a voided authorization and the provider’s refund of it',
      {},
      [
        said(0, 'failed'),
        said(0, 'authorized'),
        said(0, 'voided'),
        givenBack('rfnd_auto', { attempt: 0 }, 'submitted'),
        givenBack('rfnd_auto', { attempt: 0 }, 'processed'),
      ],
      { payment: 'authorized', refunds: [], balances: {} },
    ],
  ];

  test.each(fives)('all 120 orders: %s', async (_sentence, given, told, expected) => {
    const { parts, unapplied } = await oneFinalState(given, permutationsOf(told));
    expect(unapplied).toBe(0);
    expect(parts).toMatchObject(expected);
  });

  test('random histories of up to three attempts with refunds and wrong amounts, shuffled and duplicated', async () => {
    await fc.assert(
      fc.asyncProperty(givens, histories, fc.infiniteStream(fc.nat()), async (given, told, dice) => {
        const shuffled = (facts: readonly Told[]): Told[] =>
          facts
            .map((fact) => ({ fact, at: dice.next().value ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ fact }) => fact);
        const exhaustive =
          told.length <= 3 ? permutationsOf(told) : Array.from({ length: 8 }, () => shuffled(told));
        const doubled = Array.from({ length: 4 }, () => shuffled([...told, ...told]));
        await oneFinalState(given, [told, ...exhaustive, ...doubled]);
      }),
      { numRuns: 60 },
    );
  });
});
