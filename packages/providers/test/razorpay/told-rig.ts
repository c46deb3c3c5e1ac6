import type { AttemptFact, ParsedWebhook, RefundFact } from '@holdfast/core/ports/payment-gateway';
import { createSandbox, type Sandbox, sandboxKeys } from '@holdfast/sandbox/create-sandbox';
import { startWebhookReceiver, type WebhookReceiver } from '@holdfast/sandbox/testing/webhook-receiver';
import { createRazorpayGateway, type RazorpayGateway } from '../../src/razorpay/gateway.ts';
import { configFor } from './rig.ts';

export type Account = ReturnType<Sandbox['razorpay']['account']>;

export interface ToldRig {
  readonly razorpay: Sandbox['razorpay'];
  readonly gateway: RazorpayGateway;
  readonly receiver: WebhookReceiver;
  readonly gatewayFor: (account: Account) => RazorpayGateway;
  /** An order of 800.00, made through the adapter. */
  readonly newOrder: (receipt?: string) => Promise<string>;
  /** Every delivery in the order of arrival, as the adapter reads it. */
  readonly parsed: () => Promise<ParsedWebhook[]>;
  /** `captured pay_1 80000`, `processed rfnd_1 30000`: facts in the order in which webhooks told them. */
  readonly told: () => Promise<string[]>;
  readonly close: () => Promise<void>;
}

const line = (fact: AttemptFact | RefundFact): string => {
  const { state, amountMinor, currency } = fact;
  return `${fact.kind} ${state} ${amountMinor} ${currency}`;
};

/** The adapter behind an endpoint that receives the stand-in's webhooks over HTTP. */
export async function startToldRig(): Promise<ToldRig> {
  const receiver = await startWebhookReceiver();
  const sandbox = await createSandbox({ webhookUrl: receiver.url, refundAfterMs: 3_600_000 });
  const { razorpay } = sandbox;
  const gateway = createRazorpayGateway(configFor(sandbox.url));
  const parsed = async (): Promise<ParsedWebhook[]> => {
    await razorpay.webhooksSettled();
    return receiver.received.map(({ body, signature, eventId }) => {
      const headers = new Headers({ 'x-razorpay-signature': signature, 'x-razorpay-event-id': eventId });
      const bytes = Buffer.from(body);
      if (!gateway.verifyWebhook(bytes, headers)) throw new Error('not signed for us');
      return gateway.parseWebhook(bytes, headers);
    });
  };
  return {
    razorpay,
    gateway,
    receiver,
    parsed,
    gatewayFor: ({ options: { keyId, keySecret, accountId, webhookSecret } }) =>
      createRazorpayGateway({
        ...configFor(sandbox.url),
        keyId,
        keySecret,
        accountId,
        webhookSecrets: { current: webhookSecret, previous: null },
      }),
    newOrder: async (receipt = 'our-payment') => {
      const input = { receipt, amountMinor: 80_000, currency: 'INR', notes: {} };
      return (await gateway.createOrder(input)).providerOrderId;
    },
    told: async () => (await parsed()).flatMap(({ facts }) => facts.map(line)),
    close: async () => {
      await sandbox.close();
      await receiver.close();
    },
  };
}

/** Keys of another account, or of the same one in its other mode. */
export const otherKeys = {
  keyId: 'rzp_live_other',
  keySecret: 'other-secret',
  webhookSecret: sandboxKeys.webhookSecret,
  accountId: sandboxKeys.accountId,
};
