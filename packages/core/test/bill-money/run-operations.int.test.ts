import { providerId } from '@holdfast/testkit/fake-gateway';
import { fixedGateways } from '@holdfast/testkit/fixed-gateways';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RefundFact } from '../../src/domain/money/facts.ts';
import type { AccountGateway, PaymentGateway } from '../../src/ports/payment-gateway.ts';
import { ProviderError, type RefusalClass } from '../../src/ports/provider-error.ts';
import { createCircuitBreaker } from '../../src/usecases/money/circuit-breaker.ts';
import { createRunOperations } from '../../src/usecases/money/run-operations.ts';
import { attemptAct, type BillRig, createBillRig, type HeldBill, refundActs } from './bill-rig.ts';
import { outcomeOf } from './outcome.ts';

let world: BillRig;
beforeAll(async () => {
  world = await createBillRig();
});
afterAll(() => world.close());

const running = new AbortController().signal;
const noReason = { statusCode: 400, code: 'BAD_REQUEST_ERROR', reason: 'refused' };

/** The fake provider, with one method replaced. */
let override: Partial<PaymentGateway> = {};
let breakerTimeMs = 0;
const breaker = createCircuitBreaker({ maxFailures: 3, restSeconds: 30, nowMs: () => breakerTimeMs });

function runner() {
  const { gateway } = world.rig;
  const changed: AccountGateway = { ...gateway, ...override };
  return createRunOperations({
    ...world.deps,
    gateways: fixedGateways(changed),
    breaker,
    onProviderError: () => undefined,
  });
}

const run = () => runner()(running);

/** Everything that is planned is due: tests do not wait for the delay of a retry. */
const makeDue = () =>
  world.rig.database.pools.superuser.query(
    `update operations set next_at = app_now(), leased_until = null where next_at is not null`,
  );

beforeEach(async () => {
  override = {};
  await run();
});

interface Refundable extends HeldBill {
  readonly providerPaymentId: string;
}

/** Captured and then cancelled by the desk: a refund of the whole price is planned. */
async function cancelled(): Promise<Refundable> {
  const place = await world.held();
  const providerPaymentId = providerId('pay');
  const act = attemptAct(place, 'captured', { providerPaymentId });
  if (act.kind === 'attempt') world.rig.gateway.attempts.set(providerPaymentId, act.fact);
  await world.apply(place, () => [act]);
  const by = world.rig.clinics.asha.staff.receptionist;
  await world.apply(place, (_, now) => [{ kind: 'cancel', bookingId: place.held.booking.id, by, at: now }]);
  return { ...place, providerPaymentId };
}

const statesOf = async (place: HeldBill) => {
  const { requests, operations } = await world.read(place);
  return {
    requests: requests.map(({ state, amountMinor }) => [state, amountMinor]),
    operations: operations
      .filter(({ kind }) => kind !== 'create_order')
      .map(({ state, tries }) => [state, tries]),
  };
};
const refundsThere = ({ providerPaymentId }: Refundable) =>
  world.rig.gateway.refunds.filter((refund) => refund.providerPaymentId === providerPaymentId);
const submissions = (place: Refundable) =>
  world.rig.gateway.calls.filter(
    (call) => call.startsWith('submit-refund') && call.includes(place.providerPaymentId),
  );

function rejecting(refusal: RefusalClass): Partial<PaymentGateway> {
  return {
    submitRefund: () =>
      Promise.reject(
        new ProviderError('rejected', 'no', { ...noReason, operation: 'submit-refund', refusal }),
      ),
  };
}

describe('a planned refund', () => {
  test('is submitted once and told as a fact', async () => {
    const place = await cancelled();
    expect(await run()).toBe(1);
    expect(await statesOf(place)).toEqual({
      requests: [['submitted', 80_000]],
      operations: [['confirmed', 1]],
    });
    expect(refundsThere(place)).toHaveLength(1);
    expect(await run()).toBe(0);
  });

  test('is submitted once by many workers at a time', async () => {
    const place = await cancelled();
    await Promise.all(Array.from({ length: 8 }, () => run()));
    expect(refundsThere(place)).toHaveLength(1);
    expect((await statesOf(place)).operations).toEqual([['confirmed', 1]]);
  });

  test('shrinks to what a person at the provider has left, before it goes out', async () => {
    const place = await cancelled();
    const foreign: RefundFact = {
      kind: 'refund',
      providerRefundId: providerId('rfnd'),
      providerPaymentId: place.providerPaymentId,
      state: 'processed',
      amountMinor: 30_000,
      currency: 'INR',
      refundId: null,
      bankReference: null,
      occurredAt: new Date(),
    };
    world.rig.gateway.refunds.push(foreign);
    await run();
    expect((await statesOf(place)).requests).toEqual([['submitted', 50_000]]);
    expect(refundsThere(place).map(({ amountMinor }) => amountMinor)).toEqual([30_000, 50_000]);
  });

  test('is withdrawn, and nothing is called, when the whole was returned there', async () => {
    const place = await cancelled();
    await world.apply(
      place,
      refundActs({
        providerPaymentId: place.providerPaymentId,
        providerRefundId: providerId('rfnd'),
        amountMinor: 80_000,
        state: 'processed',
      }),
    );
    expect(await run()).toBe(0);
    expect((await statesOf(place)).requests).toEqual([['withdrawn', 80_000]]);
    expect(submissions(place)).toEqual([]);
  });
});

describe('a provider that refuses', () => {
  test('for ever: the request has failed, and an item waits for a person', async () => {
    const place = await cancelled();
    override = rejecting('forever');
    await run();
    expect(await statesOf(place)).toEqual({ requests: [['failed', 80_000]], operations: [['refused', 1]] });
    expect((await world.read(place)).items).toMatchObject([{ kind: 'refund_refused', amountMinor: 80_000 }]);
    await makeDue();
    expect(await run()).toBe(0);
  });

  test('for ever, and a person asks again: a new request goes out', async () => {
    const place = await cancelled();
    override = rejecting('forever');
    await run();
    override = {};
    await world.apply(place, ({ attempts }) => [{ kind: 'ask_again', attemptId: attempts[0]?.id ?? '' }]);
    await run();
    const { requests } = await statesOf(place);
    expect(requests.map(([state]) => state)).toEqual(['failed', 'submitted']);
    expect((await world.read(place)).items).toEqual([]);
  });

  test('for now: the same request is tried again later', async () => {
    const place = await cancelled();
    override = rejecting('for_now');
    await run();
    expect(await statesOf(place)).toEqual({
      requests: [['requested', 80_000]],
      operations: [['planned', 1]],
    });
    expect(await run()).toBe(0);
    override = {};
    await makeDue();
    await run();
    expect(await statesOf(place)).toEqual({
      requests: [['submitted', 80_000]],
      operations: [['confirmed', 2]],
    });
  });
});

describe('a lost answer', () => {
  const lost = (isDone: boolean): Partial<PaymentGateway> => ({
    submitRefund: async (input) => {
      if (isDone) await world.rig.gateway.submitRefund(input);
      throw new ProviderError('unknown', 'timeout', {
        ...noReason,
        operation: 'submit-refund',
        statusCode: null,
      });
    },
  });

  test('of a refund that was made is found, not repeated', async () => {
    const place = await cancelled();
    override = lost(true);
    await run();
    expect((await statesOf(place)).operations).toEqual([['unknown', 1]]);
    override = {};
    await makeDue();
    await run();
    expect(refundsThere(place)).toHaveLength(1);
    expect(await statesOf(place)).toEqual({
      requests: [['submitted', 80_000]],
      operations: [['confirmed', 1]],
    });
  });

  test('of a refund that was not made is sent again under the same id', async () => {
    const place = await cancelled();
    override = lost(false);
    await run();
    override = {};
    await makeDue();
    await run();
    const [request] = (await world.read(place)).requests;
    expect(refundsThere(place)).toMatchObject([{ refundId: request?.id }]);
    expect((await statesOf(place)).operations).toEqual([['confirmed', 2]]);
  });

  test('of a holder that died after it had sent is taken over and looked up', async () => {
    const place = await cancelled();
    override = {
      submitRefund: async (input) => {
        await world.rig.gateway.submitRefund(input);
        throw new Error('killed');
      },
    };
    await expect(run()).rejects.toThrow('killed');
    expect((await statesOf(place)).operations).toEqual([['sent', 1]]);
    override = {};
    await makeDue();
    await run();
    expect(refundsThere(place)).toHaveLength(1);
    expect((await statesOf(place)).operations).toEqual([['confirmed', 1]]);
  });
});

describe('a provider that does not answer', () => {
  test('leaves everything planned, and rests after a row of failures', async () => {
    const places = [await cancelled(), await cancelled(), await cancelled(), await cancelled()];
    world.rig.gateway.setDown(true);
    try {
      expect(await run()).toBe(3);
      expect(await run()).toBe(0);
    } finally {
      world.rig.gateway.setDown(false);
    }
    for (const place of places) expect((await statesOf(place)).operations).toEqual([['planned', 0]]);
    breakerTimeMs += 31_000;
    await makeDue();
    await run();
    for (const place of places) expect(refundsThere(place)).toHaveLength(1);
  });
});

describe('a planned capture', () => {
  test('captures once what the provider left authorized, and confirms the booking', async () => {
    const place = await world.held();
    const providerPaymentId = providerId('pay');
    const longAgo = new Date(Date.now() - 3_600_000);
    const act = attemptAct(place, 'authorized', { providerPaymentId, occurredAt: longAgo });
    if (act.kind === 'attempt') world.rig.gateway.attempts.set(providerPaymentId, act.fact);
    await world.apply(place, () => [act]);
    const captures = async () =>
      (await world.read(place)).operations.filter(({ kind }) => kind === 'capture');
    expect(await captures()).toMatchObject([{ state: 'planned' }]);
    await run();
    const bill = await world.read(place);
    expect(await captures()).toMatchObject([{ state: 'confirmed', tries: 1 }]);
    expect(bill.bookings.map(({ state }) => state)).toEqual(['confirmed']);
    expect(outcomeOf(bill).items).toEqual([]);
  });
});
