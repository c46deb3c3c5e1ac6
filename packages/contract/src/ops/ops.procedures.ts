import { z } from 'zod';
import { operatorOnly } from '../auth/access.ts';
import { BillId, BookingId, ClinicId, MessageId, PaymentId, UserId, WebhookId } from '../ids.ts';
import { listInput, page, RowId, SortByTime } from '../list.ts';
import { Locale } from '../locale.ts';
import { messageMachine } from '../message/message.states.ts';
import { messageChannels, messageKinds } from '../message/message-kinds.ts';
import { itemKinds } from '../money/items.ts';
import { SeenAmount } from '../payment/payment.schemas.ts';
import { command, query } from '../procedure.ts';
import { Note, Reason } from '../text.ts';
import { Instant } from '../time.ts';
import { webhookMachine } from '../webhook/webhook.states.ts';

export const WebhookState = z.enum(webhookMachine.states).meta({ id: 'WebhookState' });
export const MessageState = z.enum(messageMachine.states).meta({ id: 'MessageState' });

export const WebhookDelivery = z
  .strictObject({
    id: WebhookId,
    provider: z.string(),
    eventId: z.string().nullable(),
    eventType: z.string(),
    state: WebhookState,
    reason: z.string().nullable(),
    tries: z.int(),
    paymentId: PaymentId.nullable(),
    receivedAt: Instant,
    nextTryAt: Instant.nullable(),
  })
  .meta({ id: 'WebhookDelivery' });

/** How many rows there are in each state or of each kind, over everything stored. */
const counts = z.record(z.string(), z.int());

export const listWebhooks = query({
  id: 'ops.webhooks',
  summary: 'Webhook deliveries, newest first unless sorted otherwise',
  path: '/ops/webhooks',
  access: operatorOnly,
  input: listInput({ state: WebhookState.optional(), sort: SortByTime.optional() }),
  output: page(WebhookDelivery, { counts }),
});

export const readWebhook = query({
  id: 'ops.webhook',
  summary: 'One webhook delivery with its raw body',
  path: '/ops/webhooks/{webhookId}',
  access: operatorOnly,
  input: z.strictObject({ webhookId: WebhookId }),
  output: z.strictObject({ webhook: WebhookDelivery, rawBody: z.string() }),
  errors: ['NOT_FOUND'],
});

export const replayWebhook = command({
  id: 'ops.replayWebhook',
  summary: 'Replay a webhook that is retrying, dead or ignored, as this release reads it',
  path: '/ops/webhooks/{webhookId}/replay',
  access: operatorOnly,
  audit: 'row',
  shows: [],
  idempotent: false,
  input: z.strictObject({ webhookId: WebhookId, reason: Reason }),
  output: WebhookDelivery,
  errors: ['NOT_FOUND', 'STATE_CONFLICT'],
});

/** A row of the log: never the text of the message, and only part of the phone number. */
export const MessageLog = z
  .strictObject({
    id: MessageId,
    clinicId: ClinicId,
    channel: z.enum(messageChannels),
    kind: z.enum(messageKinds),
    state: MessageState,
    recipient: z.string(),
    locale: Locale,
    bookingId: BookingId.nullable(),
    tries: z.int(),
    lastError: z.string().nullable(),
    createdAt: Instant,
    sentAt: Instant.nullable(),
    deliveredAt: Instant.nullable(),
    nextTryAt: Instant.nullable(),
    version: z.int(),
  })
  .meta({ id: 'MessageLog' });

export const listMessages = query({
  id: 'ops.messages',
  summary: 'Messages, newest first unless sorted otherwise',
  path: '/ops/messages',
  access: operatorOnly,
  input: listInput({ state: MessageState.optional(), sort: SortByTime.optional() }),
  output: page(MessageLog, { counts }),
});

export const resolveMessage = command({
  id: 'ops.resolveMessage',
  summary: 'Resolve a message whose outcome is unknown, after checking the phone',
  path: '/ops/messages/{messageId}/resolve',
  access: operatorOnly,
  audit: 'row',
  shows: ['message'],
  idempotent: false,
  input: z.strictObject({
    messageId: MessageId,
    /** `arrived`: it is in the chat. `send_again`: it is certainly not there. `give_up`: stop retrying. */
    finding: z.enum(['arrived', 'send_again', 'give_up']),
    reason: Reason,
  }),
  output: MessageLog,
  errors: ['NOT_FOUND', 'STATE_CONFLICT'],
});

export const WhatsappAccount = z
  .strictObject({
    state: z.enum([
      'starting',
      'qr',
      'loading',
      'ready',
      'conflict',
      'unsupported',
      'logged_out',
      'unresponsive',
      'paused',
      'stopped',
    ]),
    /** Content of the log-in QR code. A credential: present only while it is valid. */
    qrText: z.string().nullable(),
    updatedAt: Instant.nullable(),
    /** Plain sentence for the operator when messages are paused. */
    note: z.string().nullable(),
  })
  .meta({ id: 'WhatsappAccount' });

export const readWhatsapp = query({
  id: 'ops.whatsapp',
  summary: 'State of the WhatsApp account, with the log-in QR code while one is shown',
  path: '/ops/whatsapp',
  access: operatorOnly,
  input: z.strictObject({}),
  output: WhatsappAccount,
});

export const listInvariants = query({
  id: 'ops.invariants',
  summary: 'Invariants with the result of their last check',
  path: '/ops/invariants',
  access: operatorOnly,
  input: z.strictObject({}),
  output: z.strictObject({
    checkedAt: Instant.nullable(),
    invariants: z.array(z.strictObject({ number: z.int(), name: z.string(), violations: z.int() })),
  }),
});

/** What a person must look at: opened and closed by derivation from the money itself. */
export const OpenItem = z
  .strictObject({
    id: RowId,
    kind: z.enum(itemKinds),
    billId: BillId,
    /** The last booking of the bill; null for money that belongs to none. */
    bookingId: BookingId.nullable(),
    amount: SeenAmount,
    /** Who looks after it; null while nobody does. */
    owner: z.strictObject({ userId: UserId, name: z.string() }).nullable(),
    /** What its owner has found out or done so far. */
    note: z.string().nullable(),
    since: Instant,
  })
  .meta({ id: 'OpenItem' });

export const listStuck = query({
  id: 'ops.stuck',
  summary: 'Money that a person must look at, newest first unless sorted otherwise',
  path: '/ops/stuck',
  access: operatorOnly,
  input: listInput({ sort: SortByTime.optional() }),
  output: page(OpenItem, { counts }),
});

/** The owner that the caller saw, absent for nobody, so that two people who take one item at once do not overwrite each other. */
const ownerSeen = UserId.optional();

export const takeItem = command({
  id: 'ops.takeItem',
  summary: 'Look after an item, or note what was found out; also takes it over from the owner that was seen',
  path: '/ops/stuck/{itemId}/take',
  access: operatorOnly,
  audit: 'row',
  shows: [],
  idempotent: false,
  /** Without a note the item has none from now on. */
  input: z.strictObject({ itemId: RowId, ownerSeen, note: Note.optional() }),
  output: OpenItem,
  errors: ['NOT_FOUND', 'STATE_CONFLICT'],
});

export const releaseItem = command({
  id: 'ops.releaseItem',
  summary: 'Leave an item to others; its note stays',
  path: '/ops/stuck/{itemId}/release',
  access: operatorOnly,
  audit: 'row',
  shows: [],
  idempotent: false,
  input: z.strictObject({ itemId: RowId, ownerSeen }),
  output: OpenItem,
  errors: ['NOT_FOUND', 'STATE_CONFLICT'],
});
