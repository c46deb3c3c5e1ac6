import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { CheckoutOffer } from '@holdfast/contract/payment/payment.schemas';
import { holdInput, makeHoldOverdue } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway, type FakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { PaymentGateway } from '../../src/ports/payment-gateway.ts';
import { ProviderError, type ProviderErrorKind } from '../../src/ports/provider-error.ts';
import { createUseCases } from '../../src/use-cases.ts';
import { refusalOf } from '../outcomes.ts';

/** Making an order at the provider, as an operation. */

interface Failure {
  readonly kind: ProviderErrorKind;
  readonly isMade: boolean;
}

/** A gateway that counts, and whose next order fails as the test says. */
function createCountingGateway() {
  const fake = createFakeGateway();
  const counts = { searches: 0, orders: 0 };
  let failure: Failure | null = null;
  let gate: Promise<void> | null = null;
  const createOrder: PaymentGateway['createOrder'] = async (input) => {
    counts.orders += 1;
    await gate;
    if (failure === null) return fake.createOrder(input);
    const { kind, isMade } = failure;
    failure = null;
    if (isMade) await fake.createOrder(input);
    const refusal = kind === 'rejected' ? { refusal: 'forever' as const } : {};
    throw new ProviderError(kind, 'as the test says', {
      operation: 'createOrder',
      statusCode: null,
      code: null,
      reason: null,
      ...refusal,
    });
  };
  const findOrderByReceipt: PaymentGateway['findOrderByReceipt'] = (receipt) => {
    counts.searches += 1;
    return fake.findOrderByReceipt(receipt);
  };
  return {
    gateway: { ...fake, createOrder, findOrderByReceipt } satisfies FakeGateway,
    counts,
    failNext: (next: Failure) => {
      failure = next;
    },
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return () => {
        gate = null;
        resolve();
      };
    },
  };
}

const counting = createCountingGateway();
let rig: ClinicRig<FakeGateway>;
let days = 0;
beforeEach(async () => {
  rig ??= await createClinicRig({ gateway: counting.gateway, maxOpenHolds: 100 });
  counting.counts.searches = 0;
  counting.counts.orders = 0;
});
afterAll(() => rig.close());

const patient = () => asUser(rig.clinics.patient.userId);
async function held(): Promise<Booking> {
  days += 1;
  const { booking } = await rig.useCases.bookings.hold(patient(), holdInput(rig, { daysAhead: days }));
  return booking as Booking;
}
const checkout = async ({ billId }: Booking, useCases = rig.useCases) =>
  CheckoutOffer.parse(await useCases.bills.checkout(patient(), { billId }));
const operationsOf = ({ payment }: Booking) =>
  rig.rows<{ state: string; tries: number }>(
    `select state, tries from operations where kind = 'create_order' and subject_id = $1 order by created_at`,
    [payment.paymentId],
  );
const ordersOf = ({ payment }: Booking) =>
  rig.rows(`select 1 from provider_objects where kind = 'order' and payment_id = $1`, [payment.paymentId]);

describe('an order', () => {
  test('is made once without a search, and later requests call nobody', async () => {
    const booking = await held();
    const { checkout: offered } = await checkout(booking);
    expect(offered).not.toBeNull();
    expect((await checkout(booking)).checkout).toEqual(offered);
    expect(counting.counts).toEqual({ searches: 0, orders: 1 });
    expect(await operationsOf(booking)).toEqual([{ state: 'confirmed', tries: 1 }]);
  });

  test('whose answer was lost is searched for, and not made again', async () => {
    const booking = await held();
    counting.failNext({ kind: 'unknown', isMade: true });
    expect(await checkout(booking)).toEqual({ checkout: null, retryAfterSeconds: 3 });
    expect(await operationsOf(booking)).toEqual([{ state: 'unknown', tries: 1 }]);
    expect((await checkout(booking)).checkout).not.toBeNull();
    expect(counting.counts).toEqual({ searches: 1, orders: 1 });
    expect(await operationsOf(booking)).toEqual([{ state: 'confirmed', tries: 2 }]);
  });

  test('that was limited is asked for again', async () => {
    const booking = await held();
    counting.failNext({ kind: 'rate_limited', isMade: false });
    expect(await checkout(booking)).toEqual({ checkout: null, retryAfterSeconds: 3 });
    expect(await operationsOf(booking)).toEqual([{ state: 'planned', tries: 1 }]);
    expect((await checkout(booking)).checkout).not.toBeNull();
    expect(counting.counts.orders).toBe(2);
  });

  test('that was refused for ever is an error with a code, and a later request is a new operation', async () => {
    const booking = await held();
    counting.failNext({ kind: 'rejected', isMade: false });
    expect(await refusalOf(checkout(booking))).toBe('ORDER_REJECTED');
    expect(await operationsOf(booking)).toEqual([{ state: 'refused', tries: 1 }]);
    expect((await checkout(booking)).checkout).not.toBeNull();
    expect(await operationsOf(booking)).toEqual([
      { state: 'refused', tries: 1 },
      { state: 'confirmed', tries: 1 },
    ]);
  });
});

describe('two processes', () => {
  const otherProcess = () => createUseCases({ ...rig.deps, gateways: { ...rig.deps.gateways } });

  test('make one order: the second is told to ask again, and then gets it', async () => {
    const booking = await held();
    const other = otherProcess();
    const release = counting.hold();
    const first = checkout(booking);
    await expect.poll(() => counting.counts.orders).toBe(1);
    expect(await checkout(booking, other)).toEqual({ checkout: null, retryAfterSeconds: 3 });
    release();
    const { checkout: offered } = await first;
    expect((await checkout(booking, other)).checkout).toEqual(offered);
    expect(counting.counts.orders).toBe(1);
    expect(await ordersOf(booking)).toHaveLength(1);
  });

  test('of which one died: the other takes over after the lease and searches first', async () => {
    const booking = await held();
    const release = counting.hold();
    counting.failNext({ kind: 'unknown', isMade: true });
    const first = checkout(booking);
    await expect.poll(() => counting.counts.orders).toBe(1);
    await rig.rows(
      `update operations set leased_until = clock_timestamp() - interval '1 second' where subject_id = $1`,
      [booking.payment.paymentId],
    );
    const other = otherProcess();
    const second = checkout(booking, other);
    await expect.poll(() => counting.counts.orders).toBe(2);
    release();
    const offers = await Promise.all([first, second]);
    expect(offers.filter((offer) => offer.checkout !== null)).toHaveLength(1);
    expect(counting.counts.searches).toBe(1);
    // The failure of the earlier holder changes nothing of what the later one has confirmed.
    expect(await operationsOf(booking)).toEqual([{ state: 'confirmed', tries: 2 }]);
  });
});

describe('an order of unknown outcome', () => {
  test('is given up when its hold is over: no item, and the account is free of it', async () => {
    const booking = await held();
    counting.failNext({ kind: 'unknown', isMade: false });
    await checkout(booking);
    await makeHoldOverdue(rig, booking.id);
    await rig.worker.expireHolds();
    await rig.worker.reviewBills();
    expect(await operationsOf(booking)).toEqual([{ state: 'withdrawn', tries: 1 }]);
    const items = await rig.rows('select kind from items where bill_id = $1', [booking.billId]);
    expect(items).toEqual([]);
  });

  test('is begun by nobody else: a patient of another account and another desk', async () => {
    const booking = await held();
    for (const userId of [rig.clinics.otherPatient.userId, rig.clinics.alameda.staff.receptionist]) {
      const call = rig.useCases.bills.checkout(asUser(userId), { billId: booking.billId });
      expect(await refusalOf(call)).toBe('NOT_FOUND');
    }
    expect(await operationsOf(booking)).toEqual([]);
  });
});

test('a provider that does not answer is rested: the page waits, and nobody calls', async () => {
  const process = createUseCases({ ...rig.deps, gateways: { ...rig.deps.gateways } });
  const booking = await held();
  for (let n = 0; n < 5; n += 1) {
    counting.failNext({ kind: 'unknown', isMade: false });
    await checkout(booking, process);
  }
  const { orders } = counting.counts;
  expect(await checkout(booking, process)).toEqual({ checkout: null, retryAfterSeconds: 3 });
  expect([orders, counting.counts.orders]).toEqual([5, 5]);
});
