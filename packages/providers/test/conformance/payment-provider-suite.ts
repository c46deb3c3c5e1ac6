import { randomUUID } from 'node:crypto';
import { Checkout } from '@holdfast/contract/payment/payment.schemas';
import { declaredFailPoints } from '@holdfast/core/fail-points';
import { ProviderError } from '@holdfast/core/ports/provider-error';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConformanceStand, CreateConformanceStand } from './conformance-stand.ts';

const operations = [
  'find-order',
  'create-order',
  'fetch-order',
  'fetch-attempts',
  'fetch-attempt',
  'list-attempts',
  'capture',
  'fetch-refunds',
  'list-refunds',
  'submit-refund',
  'probe',
] as const;

async function paidAt(stand: ConformanceStand) {
  const order = await stand.newOrder(randomUUID());
  return { ...order, ...stand.pay(order.providerOrderId) };
}

function keepsThePort(provider: string, createStand: CreateConformanceStand): void {
  describe(`${provider} keeps what the port promises`, () => {
    let stand: ConformanceStand;
    beforeEach(async () => {
      stand = await createStand();
    });
    afterEach(() => stand.close());

    test('goes by the name of its row and knows its account', () => {
      expect(stand.gateway.provider).toBe(provider);
      expect(stand.gateway.accountId).not.toBe('');
    });

    test('every call has a fail point before and one after it', () => {
      const points = operations.flatMap((operation) => [
        `${provider}.${operation}.before`,
        `${provider}.${operation}.after`,
      ]);
      expect(declaredFailPoints()).toEqual(expect.arrayContaining(points));
    });

    test('an order is found by our receipt, another receipt finds none', async () => {
      const receipt = randomUUID();
      const { providerOrderId } = await stand.newOrder(receipt);
      expect(await stand.gateway.findOrderByReceipt(receipt)).toMatchObject({ providerOrderId, receipt });
      expect(await stand.gateway.findOrderByReceipt(randomUUID())).toBeNull();
    });

    test('a paid order shows one captured attempt in neutral words, the same as the payment itself', async () => {
      const { providerOrderId, providerPaymentId, amountMinor } = await paidAt(stand);
      const expected = {
        kind: 'attempt',
        providerOrderId,
        providerPaymentId,
        state: 'captured',
        amountMinor,
      };
      expect(await stand.gateway.fetchAttempts(providerOrderId)).toMatchObject([expected]);
      expect(await stand.gateway.fetchAttempt(providerPaymentId)).toMatchObject(expected);
    });

    test('capturing what is captured already is success', async () => {
      const { providerPaymentId, amountMinor } = await paidAt(stand);
      const input = { providerPaymentId, amountMinor, currency: stand.currency };
      expect(await stand.gateway.capture(input)).toMatchObject({ state: 'captured', providerPaymentId });
    });
  });
}

function tellsTheAccount(provider: string, createStand: CreateConformanceStand): void {
  describe(`${provider} tells its account`, () => {
    let stand: ConformanceStand;
    beforeEach(async () => {
      stand = await createStand();
    });
    afterEach(() => stand.close());

    test('an order is fetched by its id, with our receipt', async () => {
      const receipt = randomUUID();
      const { providerOrderId, amountMinor } = await stand.newOrder(receipt);
      expect(await stand.gateway.fetchOrder(providerOrderId)).toMatchObject({
        providerOrderId,
        receipt,
        amountMinor,
      });
    });

    test('what was made in an interval is listed, in neutral words; in another there is nothing', async () => {
      const { providerPaymentId, amountMinor } = await paidAt(stand);
      stand.refundByHand(providerPaymentId, amountMinor);
      const [from, to] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)];
      expect(await stand.gateway.listAttempts({ from, to })).toEqual([
        await stand.gateway.fetchAttempt(providerPaymentId),
      ]);
      expect(await stand.gateway.listRefunds({ from, to })).toEqual(
        await stand.gateway.fetchRefunds(providerPaymentId),
      );
      const before = { from: new Date(0), to: from };
      expect(await stand.gateway.listAttempts(before)).toEqual([]);
      expect(await stand.gateway.listRefunds(before)).toEqual([]);
    });

    test('a probe proves the keys and tells their mode', async () => {
      const { mode, accountId } = await stand.gateway.probe();
      expect(mode).toBe(stand.gateway.mode);
      expect([null, stand.gateway.accountId]).toContain(accountId);
    });
  });
}

function guardsTheCallback(provider: string, createStand: CreateConformanceStand): void {
  describe(`the page of ${provider}`, () => {
    let stand: ConformanceStand;
    beforeEach(async () => {
      stand = await createStand();
    });
    afterEach(() => stand.close());

    test('a well-formed callback of this order is accepted, and of no other order', async () => {
      const [mine, other] = [await paidAt(stand), await paidAt(stand)];
      const { providerOrderId, providerPaymentId, signature } = mine;
      expect(stand.gateway.verifyCallback({ providerOrderId, providerPaymentId, signature })).toBe(true);
      const { providerOrderId: otherOrder } = other;
      expect(
        stand.gateway.verifyCallback({ providerOrderId: otherOrder, providerPaymentId, signature }),
      ).toBe(false);
      for (const forged of [null, '', 'x'.repeat(signature.length), `${signature}0`])
        expect(stand.gateway.verifyCallback({ providerOrderId, providerPaymentId, signature: forged })).toBe(
          false,
        );
    });

    test('ids that are no ids never reach the provider', async () => {
      const before = stand.calls();
      for (const id of ['', '../orders', 'a b', 'x'.repeat(300)]) {
        for (const call of [
          stand.gateway.fetchAttempts(id),
          stand.gateway.fetchAttempt(id),
          stand.gateway.fetchRefunds(id),
          stand.gateway.fetchOrder(id),
          stand.gateway.findRefund(randomUUID(), id),
        ])
          await expect(call).rejects.toBeInstanceOf(ProviderError);
      }
      expect(stand.calls()).toEqual(before);
    });

    test('the page gets what its schema allows, and no secret', () => {
      const options = stand.gateway.checkoutOptions('order');
      const checkout = Checkout.parse({
        ...options,
        paymentId: randomUUID(),
        providerOrderId: 'order',
        amount: { amountMinor: 1, currency: stand.currency },
        merchantName: 'clinic',
        description: 'visit',
        prefill: { name: 'name', contact: '+910000000000' },
      });
      expect(checkout.provider).toBe(provider);
      for (const secret of stand.secrets) expect(JSON.stringify(options)).not.toContain(secret);
      for (const origin of [...stand.gateway.checkoutOrigins.script, ...stand.gateway.checkoutOrigins.page])
        expect(new URL(origin).origin).toBe(origin);
    });
  });
}

async function refundOf(stand: ConformanceStand) {
  const { providerOrderId, amountMinor } = await stand.newOrder(randomUUID());
  const { providerPaymentId } = stand.pay(providerOrderId);
  const { currency } = stand;
  return { refundId: randomUUID(), providerRefundId: null, providerPaymentId, amountMinor, currency };
}

function findsItsRefunds(provider: string, createStand: CreateConformanceStand): void {
  describe(`a refund at ${provider}`, () => {
    let stand: ConformanceStand;
    beforeEach(async () => {
      stand = await createStand();
    });
    afterEach(() => stand.close());

    test('it is found by our id, and by no other', async () => {
      const input = await refundOf(stand);
      const { refundId, providerPaymentId } = input;
      expect(await stand.gateway.findRefund(refundId, providerPaymentId)).toBeNull();
      const made = await stand.gateway.submitRefund(input);
      expect(await stand.gateway.findRefund(refundId, providerPaymentId)).toEqual(made);
      expect(await stand.gateway.findRefund(randomUUID(), providerPaymentId)).toBeNull();
    });

    test('a refund by hand of the same amount is not taken for ours', async () => {
      const input = await refundOf(stand);
      const half = { ...input, amountMinor: input.amountMinor / 2 };
      stand.refundByHand(input.providerPaymentId, half.amountMinor);
      expect(await stand.gateway.findRefund(half.refundId, half.providerPaymentId)).toBeNull();
      expect(await stand.gateway.submitRefund(half)).toMatchObject({ refundId: half.refundId });
      expect(stand.refundsAt(input.providerPaymentId)).toBe(2);
    });
  });
}

function refundsOnce(provider: string, createStand: CreateConformanceStand): void {
  describe(`${provider} refunds once`, () => {
    let stand: ConformanceStand;
    beforeEach(async () => {
      stand = await createStand();
    });
    afterEach(() => stand.close());

    test('our refund id goes out and comes back', async () => {
      const input = await refundOf(stand);
      expect(await stand.gateway.submitRefund(input)).toMatchObject({
        kind: 'refund',
        refundId: input.refundId,
      });
      expect(await stand.gateway.fetchRefunds(input.providerPaymentId)).toMatchObject([
        { refundId: input.refundId },
      ]);
    });

    test('asked again, also when the provider has forgotten the key', async () => {
      const input = await refundOf(stand);
      const first = await stand.gateway.submitRefund(input);
      stand.forgetKeys();
      expect(await stand.gateway.submitRefund(input)).toEqual(first);
      expect(stand.refundsAt(input.providerPaymentId)).toBe(1);
    });

    test('five times at once', async () => {
      const input = await refundOf(stand);
      await Promise.allSettled(Array.from({ length: 5 }, () => stand.gateway.submitRefund(input)));
      expect(stand.refundsAt(input.providerPaymentId)).toBe(1);
    });

    test('one that we know by the provider’s id alone is found, not made again', async () => {
      const input = await refundOf(stand);
      stand.refundByHand(input.providerPaymentId, input.amountMinor);
      const [byHand] = await stand.gateway.fetchRefunds(input.providerPaymentId);
      const providerRefundId = byHand?.providerRefundId ?? '';
      expect(byHand).toMatchObject({ refundId: null });
      expect(await stand.gateway.submitRefund({ ...input, providerRefundId })).toMatchObject({
        providerRefundId,
      });
      expect(stand.refundsAt(input.providerPaymentId)).toBe(1);
    });
  });
}

function signsItsWebhooks(provider: string, createStand: CreateConformanceStand): void {
  describe(`a webhook of ${provider}`, () => {
    let stand: ConformanceStand;
    beforeEach(async () => {
      stand = await createStand();
      const { providerOrderId } = await stand.newOrder(randomUUID());
      stand.pay(providerOrderId);
    });
    afterEach(() => stand.close());

    const noHeaders = { get: () => null };

    test('is accepted as it was signed', () => {
      expect(stand.deliveries().length).toBeGreaterThan(0);
      for (const { rawBody, headers } of stand.deliveries())
        expect(stand.gateway.verifyWebhook(rawBody, headers)).toBe(true);
    });

    test('is refused with one byte more, or without its headers', () => {
      for (const { rawBody, headers } of stand.deliveries()) {
        expect(stand.gateway.verifyWebhook(Buffer.concat([rawBody, Buffer.from(' ')]), headers)).toBe(false);
        expect(stand.gateway.verifyWebhook(rawBody, noHeaders)).toBe(false);
      }
    });

    test('reports the capture, for our account or for none', () => {
      const parsed = stand
        .deliveries()
        .map(({ rawBody, headers }) => stand.gateway.parseWebhook(rawBody, headers));
      expect(parsed.flatMap(({ facts }) => facts)).toContainEqual(
        expect.objectContaining({ kind: 'attempt', state: 'captured' }),
      );
      for (const { accountId } of parsed) expect([null, stand.gateway.accountId]).toContain(accountId);
    });

    test.each(['', '{', 'null', '[]', '{"event":1}', '\u0000'])(
      'with the body %j holds no facts and never throws',
      (body) => {
        const parsed = stand.gateway.parseWebhook(Buffer.from(body), noHeaders);
        expect(parsed).toMatchObject({ facts: [], ignoredReason: expect.any(String) });
      },
    );
  });
}

/** What every payment provider must prove: its real gateway in front of its stand-in. */
export function describePaymentProvider(provider: string, createStand: CreateConformanceStand): void {
  keepsThePort(provider, createStand);
  tellsTheAccount(provider, createStand);
  guardsTheCallback(provider, createStand);
  findsItsRefunds(provider, createStand);
  refundsOnce(provider, createStand);
  signsItsWebhooks(provider, createStand);
}
