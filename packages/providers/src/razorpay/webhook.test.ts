import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { verifyCallbackSignature } from './callback-signature.ts';
import { parseRazorpayWebhook, verifyWebhookSignature } from './webhook.ts';

const account = 'acc_TESTmerchant01';
const secrets = { current: 'current-secret', previous: 'previous-secret' };
const someRefundId = '0198f3a2-0000-7000-8000-00000000000a';
const encode = (text: string) => new TextEncoder().encode(text);
const hmac = (secret: string, message: Uint8Array | string) =>
  createHmac('sha256', secret).update(message).digest('hex');

/** The documented sample of a UPI capture. */
function paymentEntity(changes: object = {}) {
  return {
    id: 'pay_TESTpay0000001',
    entity: 'payment',
    amount: 80000,
    currency: 'INR',
    base_amount: 80000,
    status: 'captured',
    order_id: 'order_TESTord0000001',
    method: 'upi',
    captured: true,
    fee: 1888,
    tax: 288,
    error_code: null,
    error_reason: '',
    notes: [],
    created_at: 1700000000,
    ...changes,
  };
}

function refundEntity(changes: object = {}) {
  return {
    id: 'rfnd_TESTrefund0001',
    entity: 'refund',
    amount: 30000,
    currency: 'INR',
    payment_id: 'pay_TESTpay0000001',
    notes: [],
    receipt: null,
    acquirer_data: { arn: null },
    created_at: 1700000100,
    status: 'pending',
    ...changes,
  };
}

function envelope(event: string, entities: Record<string, unknown>, changes: object = {}) {
  return {
    entity: 'event',
    account_id: account,
    event,
    contains: Object.keys(entities),
    payload: Object.fromEntries(Object.entries(entities).map(([name, entity]) => [name, { entity }])),
    created_at: 1700000004,
    ...changes,
  };
}

function parse(body: unknown, eventId: string | null = 'evt_1') {
  const headers = new Headers(eventId === null ? {} : { 'X-Razorpay-Event-Id': eventId });
  return parseRazorpayWebhook(account, encode(JSON.stringify(body)), headers);
}

/** Not `Headers`, which would trim the value. */
const signedBy = (signature: string | null) => ({
  get: (name: string) => (name === 'x-razorpay-signature' ? signature : null),
});

describe('the webhook signature', () => {
  const body = encode('{"event":"payment.captured","note":"₹"}');

  test('is accepted with the current and with the previous secret', () => {
    expect(verifyWebhookSignature(secrets, body, signedBy(hmac('current-secret', body)))).toBe(true);
    expect(verifyWebhookSignature(secrets, body, signedBy(hmac('previous-secret', body)))).toBe(true);
    expect(
      verifyWebhookSignature({ ...secrets, previous: null }, body, signedBy(hmac('previous-secret', body))),
    ).toBe(false);
  });

  test.each([
    ['null', null],
    ['empty', ''],
    ['short', hmac('current-secret', body).slice(0, 63)],
    ['long', `${hmac('current-secret', body)}0`],
    ['upper case', hmac('current-secret', body).toUpperCase()],
    ['not hexadecimal', 'z'.repeat(64)],
    ['of another secret', hmac('third-secret', body)],
    ['followed by a line break', `${hmac('current-secret', body)}\n`],
  ])('that is %s is refused', (_name, signature) => {
    expect(verifyWebhookSignature(secrets, body, signedBy(signature))).toBe(false);
  });

  test('covers every byte: the same JSON with other spacing is rejected', () => {
    const spaced = encode('{"event": "payment.captured","note":"₹"}');
    expect(verifyWebhookSignature(secrets, spaced, signedBy(hmac('current-secret', body)))).toBe(false);
  });
});

describe('the callback signature', () => {
  const claim = { providerOrderId: 'order_TESTord0000001', providerPaymentId: 'pay_TESTpay0000001' };
  const signature = hmac('key-secret', 'order_TESTord0000001|pay_TESTpay0000001');

  test('binds the payment to the order, under the key secret', () => {
    expect(verifyCallbackSignature('key-secret', { ...claim, signature })).toBe(true);
    expect(verifyCallbackSignature('other-secret', { ...claim, signature })).toBe(false);
    expect(
      verifyCallbackSignature('key-secret', { ...claim, providerOrderId: 'order_other', signature }),
    ).toBe(false);
    expect(
      verifyCallbackSignature('key-secret', { ...claim, providerPaymentId: 'pay_other', signature }),
    ).toBe(false);
  });

  test.each([null, '', signature.toUpperCase(), signature.slice(1)])('%s is refused', (given) => {
    expect(verifyCallbackSignature('key-secret', { ...claim, signature: given })).toBe(false);
  });

  test('ids that could shift the separator are refused even with a matching signature', () => {
    const shifted = { providerOrderId: 'order_a|pay_b', providerPaymentId: 'pay_c' };
    expect(
      verifyCallbackSignature('key-secret', {
        ...shifted,
        signature: hmac('key-secret', 'order_a|pay_b|pay_c'),
      }),
    ).toBe(false);
  });
});

describe('a parsed webhook', () => {
  test('tells a captured payment in neutral words, at the time of the event', () => {
    expect(parse(envelope('payment.captured', { payment: paymentEntity() }))).toEqual({
      eventId: 'evt_1',
      eventType: 'payment.captured',
      accountId: account,
      ignoredReason: null,
      orders: [],
      facts: [
        {
          kind: 'attempt',
          providerOrderId: 'order_TESTord0000001',
          providerPaymentId: 'pay_TESTpay0000001',
          state: 'captured',
          amountMinor: 80000,
          currency: 'INR',
          method: 'upi',
          feeMinor: 1888,
          taxMinor: 288,
          errorCode: null,
          errorReason: null,
          occurredAt: new Date(1700000004000),
        },
      ],
    });
  });

  test.each([
    ['created', 'created'],
    ['failed', 'failed'],
    ['authorized', 'authorized'],
    ['captured', 'captured'],
    ['refunded', 'captured'],
    ['pending', 'requires_action'],
    ['some_new_word', 'created'],
  ])('status %s becomes %s, whatever the captured flag says', (status, state) => {
    const { facts } = parse(envelope('payment.authorized', { payment: paymentEntity({ status }) }));
    expect(facts).toMatchObject([{ state }]);
  });

  test('order.paid tells its payment; amounts may come as text and optional fields may be missing', () => {
    const {
      fee: _fee,
      tax: _tax,
      error_code: _code,
      error_reason: _reason,
      ...bare
    } = paymentEntity({ amount: '80000' });
    const { facts } = parse(envelope('order.paid', { payment: bare, order: {} }));
    expect(facts).toMatchObject([{ amountMinor: 80000, feeMinor: null, errorReason: null }]);
  });

  test.each([
    ['pending', 'submitted'],
    ['processed', 'processed'],
    ['failed', 'failed'],
    ['some_new_word', 'submitted'],
  ])('refund status %s becomes %s; its payment is told first', (status, state) => {
    const entities = {
      refund: refundEntity({ status, receipt: someRefundId }),
      payment: paymentEntity({ status: 'refunded' }),
    };
    const { facts } = parse(envelope('refund.created', entities));
    expect(facts).toMatchObject([
      { kind: 'attempt', state: 'captured', providerOrderId: 'order_TESTord0000001' },
      { kind: 'refund', state, refundId: someRefundId, providerRefundId: 'rfnd_TESTrefund0001' },
    ]);
  });

  test('a refund that nobody asked for has no id of ours, also with a receipt typed by a person', () => {
    for (const changes of [{}, { receipt: 'INV-12' }, { notes: { refund_id: 7 } }]) {
      const { facts } = parse(envelope('refund.processed', { refund: refundEntity(changes) }));
      expect(facts).toMatchObject([{ kind: 'refund', refundId: null }]);
    }
    const noted = refundEntity({ notes: { refund_id: someRefundId.toUpperCase() } });
    expect(parse(envelope('refund.processed', { refund: noted })).facts).toMatchObject([
      { refundId: someRefundId },
    ]);
  });

  test("a dispute's stale payment snapshot is not read", () => {
    const entities = { payment: paymentEntity({ status: 'authorized' }), dispute: { id: 'disp_1' } };
    const parsed = parse(envelope('payment.dispute.won', entities));
    expect(parsed).toMatchObject({ facts: [], orders: [], ignoredReason: 'not_read_yet' });
  });

  test.each([
    ['payment.dispute.created', 'not_read_yet'],
    ['payment.dispute.action_required', 'not_read_yet'],
    ['settlement.processed', 'not_read_yet'],
    ['transfer.processed', 'not_read_yet'],
    ['transfers.failed', 'not_read_yet'],
    ['payment.downtime.started', 'event_not_used'],
    ['payment_link.paid', 'event_not_used'],
    ['payment.disputed', 'event_not_used'],
  ])('%s is ignored as %s', (event, ignoredReason) => {
    const parsed = parse(envelope(event, { payment: paymentEntity() }));
    expect(parsed).toMatchObject({ eventType: event, facts: [], orders: [], ignoredReason });
  });

  test('order.paid names its order with our receipt, also without one or with a broken payment', () => {
    const order = { id: 'order_TESTord0000001', receipt: someRefundId, status: 'paid' };
    const told = parse(envelope('order.paid', { payment: paymentEntity(), order }));
    expect(told.orders).toEqual([{ providerOrderId: order.id, receipt: someRefundId }]);
    const bare = parse(envelope('order.paid', { payment: {}, order: { ...order, receipt: '' } }));
    expect(bare).toMatchObject({
      facts: [],
      orders: [{ providerOrderId: order.id, receipt: null }],
      ignoredReason: 'unreadable_entity',
    });
    const foreign = envelope('order.paid', { payment: paymentEntity(), order }, { account_id: 'acc_other' });
    expect(parse(foreign).orders).toEqual([]);
  });

  test('a fee that the payer bears is told apart; so is the amount in the account’s own currency', () => {
    const onTop = paymentEntity({ amount: 81888, base_amount: 81888, fee_bearer: 'customer' });
    const [fact] = parse(envelope('payment.captured', { payment: onTop })).facts;
    expect(fact).toMatchObject({ amountMinor: 81888, feeMinor: 1888, payerFeeMinor: 1888 });
    expect(fact).not.toHaveProperty('baseAmountMinor');
    const dollars = paymentEntity({
      amount: 1000,
      currency: 'USD',
      base_amount: 88000,
      fee_bearer: 'platform',
    });
    const [foreign] = parse(envelope('payment.captured', { payment: dollars })).facts;
    expect(foreign).toMatchObject({ amountMinor: 1000, currency: 'USD', baseAmountMinor: 88000 });
    expect(foreign).not.toHaveProperty('payerFeeMinor');
  });

  test('an event of another account is ignored', () => {
    const parsed = parse(
      envelope('payment.captured', { payment: paymentEntity() }, { account_id: 'acc_other' }),
    );
    expect(parsed).toMatchObject({ accountId: 'acc_other', facts: [], ignoredReason: 'other_account' });
  });

  test.each([
    ['a missing entity', envelope('payment.captured', {}), 'unreadable_entity'],
    [
      'a negative amount',
      envelope('payment.captured', { payment: paymentEntity({ amount: -1 }) }),
      'unreadable_entity',
    ],
    [
      'a fraction',
      envelope('payment.captured', { payment: paymentEntity({ amount: 800.5 }) }),
      'unreadable_entity',
    ],
    ['a payload that is a list', { ...envelope('payment.captured', {}), payload: [] }, 'unreadable_entity'],
    ['no event name', {}, 'unreadable_body'],
    ['null', null, 'unreadable_body'],
  ])('%s never throws: no facts, with a reason', (_name, body, ignoredReason) => {
    expect(parse(body)).toMatchObject({ facts: [], ignoredReason });
  });

  test('bytes that are not JSON or not UTF-8 never throw', () => {
    for (const bytes of [encode('{'), new Uint8Array([0xff, 0xfe]), new Uint8Array()]) {
      const parsed = parseRazorpayWebhook(account, bytes, new Headers());
      expect(parsed).toEqual({
        eventId: null,
        eventType: 'unreadable',
        accountId: null,
        facts: [],
        orders: [],
        ignoredReason: 'unreadable_body',
      });
    }
  });

  test('an event id that is absent, blank or absurdly long is no event id', () => {
    for (const eventId of [null, '  ', 'x'.repeat(101)]) {
      expect(parse(envelope('payment.captured', { payment: paymentEntity() }), eventId).eventId).toBeNull();
    }
  });
});
