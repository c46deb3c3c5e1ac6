import type { MessageState } from '@holdfast/contract/message/message.states';
import type { ItemKind } from '@holdfast/contract/money/items';
import type { WebhookState } from '@holdfast/contract/webhook/webhook.states';
import { staffMe } from './fake-board.ts';
import { asha, fakeId } from './fake-data.ts';
import { type FakeHandlers, FakeRefusal } from './fake-link.ts';
import { fakePage, type PageInput } from './fake-page.ts';

const rawBody =
  '{"entity":"event","account_id":"acc_Holdfast01","event":"payment.captured","contains":["payment"],"payload":{"payment":{"entity":{"id":"pay_HoldfastTest01","amount":80000,"currency":"INR","status":"captured","order_id":"order_HoldfastTest01","notes":[]}}},"created_at":1795411200}';

const webhookStates: readonly WebhookState[] = [
  'dead',
  'retrying',
  'applied',
  'applied',
  'applied',
  'ignored',
];
const messageStates: readonly MessageState[] = [
  'unknown',
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'failed',
];

function counted(rows: readonly { readonly state: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

export interface FakeOpsOptions {
  readonly webhookCount?: number;
  readonly messageCount?: number;
  readonly whatsapp?: () => { readonly state: string; readonly qrText: string | null };
}

function ago(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}

function fakeWebhooks(count: number) {
  return Array.from({ length: count }, (_, index) => {
    const state = webhookStates[index % webhookStates.length] ?? 'applied';
    const isStuck = state === 'dead' || state === 'retrying';
    return {
      id: fakeId(10, index + 1),
      provider: 'razorpay',
      eventId: `evt_Holdfast${index + 1}`,
      eventType: index % 5 === 4 ? 'refund.processed' : 'payment.captured',
      state,
      reason: isStuck ? 'unknown_order' : null,
      tries: isStuck ? 8 : 1,
      paymentId: isStuck ? null : fakeId(6, index + 1),
      receivedAt: ago(index * 3 + 1),
      nextTryAt: state === 'retrying' ? ago(-4) : null,
    };
  });
}

const kinds = ['one_time_code', 'booking_confirmed', 'booking_cancelled'] as const;

function fakeMessages(count: number) {
  return Array.from({ length: count }, (_, index) => {
    const state = messageStates[index % messageStates.length] ?? 'sent';
    const left = ['sent', 'delivered', 'read'].includes(state);
    const isBad = state === 'unknown' || state === 'failed';
    return {
      id: fakeId(11, index + 1),
      clinicId: asha.id,
      channel: 'whatsapp',
      kind: kinds[index % kinds.length],
      state,
      recipient: `+91…${4000 + index}`,
      locale: 'en',
      bookingId: index % 3 === 0 ? null : fakeId(2, index + 1),
      tries: isBad ? 3 : 1,
      lastError: isBad ? 'after_click_timeout' : null,
      createdAt: ago(index * 3 + 1),
      sentAt: left ? ago(index * 3) : null,
      deliveredAt: state === 'delivered' || state === 'read' ? ago(index * 3) : null,
      nextTryAt: null,
      version: 3,
    };
  });
}

const findingStates = { arrived: 'sent', send_again: 'retrying', give_up: 'failed' } as const;

interface ListInput extends PageInput {
  readonly state?: string;
}

interface FakeItem {
  readonly id: string;
  readonly kind: ItemKind;
  readonly billId: string;
  readonly bookingId: string | null;
  readonly amount: { readonly amountMinor: number; readonly currency: string };
  owner: { readonly userId: string; readonly name: string } | null;
  note: string | null;
  readonly since: string;
}

function stuckItems(): FakeItem[] {
  return [
    {
      id: fakeId(7, 2),
      kind: 'unknown_money',
      billId: fakeId(6, 2),
      bookingId: null,
      amount: { amountMinor: 1200, currency: 'XAU' },
      owner: { userId: fakeId(1, 40), name: 'Platform Operator' },
      note: 'The bank was asked on Monday',
      since: ago(45),
    },
    {
      id: fakeId(7, 1),
      kind: 'wrong_money',
      billId: fakeId(6, 1),
      bookingId: fakeId(2, 1),
      amount: { amountMinor: 90_000, currency: 'INR' },
      owner: null,
      note: null,
      since: ago(130),
    },
  ];
}

function fakeItems(): FakeHandlers {
  const items = stuckItems();
  const item = (id: string, ownerSeen: string | null = null) => {
    const row = items.find((known) => known.id === id);
    if (!row) throw new FakeRefusal('NOT_FOUND');
    if ((row.owner?.userId ?? null) !== ownerSeen) throw new FakeRefusal('STATE_CONFLICT');
    return row;
  };
  return {
    'ops.stuck': (input: PageInput) => {
      const counts = counted(items.map(({ kind }) => ({ state: kind })));
      return { ...fakePage(items, input), counts };
    },
    'ops.takeItem': (input: { itemId: string; ownerSeen?: string; note?: string }) => {
      const { userId, displayName: name } = staffMe('admin', true);
      const owner = { userId, name };
      return Object.assign(item(input.itemId, input.ownerSeen), { owner, note: input.note ?? null });
    },
    'ops.releaseItem': (input: { itemId: string; ownerSeen?: string }) =>
      Object.assign(item(input.itemId, input.ownerSeen), { owner: null }),
  };
}

/** The platform's side in memory: webhooks, messages, the WhatsApp account, money and invariants. */
export function createFakeOps(options: FakeOpsOptions = {}): FakeHandlers {
  const webhooks = fakeWebhooks(options.webhookCount ?? 24);
  const messages = fakeMessages(options.messageCount ?? 24);
  const webhook = (id: string) => {
    const row = webhooks.find((known) => known.id === id);
    if (!row) throw new FakeRefusal('NOT_FOUND');
    return row;
  };
  return {
    'ops.webhooks': ({ state, ...input }: ListInput) => ({
      ...fakePage(
        webhooks.filter((row) => !state || row.state === state),
        input,
      ),
      counts: counted(webhooks),
    }),
    'ops.webhook': ({ webhookId }: { webhookId: string }) => ({
      webhook: { ...webhook(webhookId) },
      rawBody,
    }),
    'ops.replayWebhook': ({ webhookId, reason }: { webhookId: string; reason: string }) => {
      const row = webhook(webhookId);
      if (row.state !== 'dead' && row.state !== 'retrying') throw new FakeRefusal('STATE_CONFLICT');
      Object.assign(row, { state: 'retrying', reason, tries: 0 });
      return { ...row };
    },
    'ops.messages': ({ state, ...input }: ListInput) => ({
      ...fakePage(
        messages.filter((row) => !state || row.state === state),
        input,
      ),
      counts: counted(messages),
    }),
    'ops.resolveMessage': (input: { messageId: string; finding: keyof typeof findingStates }) => {
      const row = messages.find(({ id }) => id === input.messageId);
      if (!row) throw new FakeRefusal('NOT_FOUND');
      if (row.state !== 'unknown') throw new FakeRefusal('STATE_CONFLICT');
      Object.assign(row, { state: findingStates[input.finding], version: row.version + 1 });
      return { ...row };
    },
    'ops.whatsapp': () => ({
      state: 'ready',
      qrText: null,
      updatedAt: ago(30),
      note: null,
      ...options.whatsapp?.(),
    }),
    ...fakeItems(),
    'ops.invariants': () => ({
      checkedAt: ago(0.5),
      invariants: Array.from({ length: 20 }, (_, index) => ({
        number: index + 1,
        name: `rule ${index + 1} in the words of the server`,
        violations: index === 5 ? 2 : 0,
      })),
    }),
  };
}
