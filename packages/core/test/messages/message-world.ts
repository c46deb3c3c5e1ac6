import type { MessageState } from '@holdfast/contract/message/message.states';
import { type Held, hold } from '@holdfast/testkit/booking-steps';
import { asAnyone, asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import type { JobQueue, MessageJob } from '../../src/ports/job-queue.ts';
import type {
  MessageSender,
  OutgoingMessage,
  ReadReceipt,
  SenderReadiness,
  SendOutcome,
} from '../../src/ports/message-sender.ts';
import { createReadReceipts } from '../../src/usecases/message/read-receipts.ts';
import { createRecoverMessages } from '../../src/usecases/message/recover-messages.ts';
import { createRelayMessages } from '../../src/usecases/message/relay-messages.ts';
import { createSendMessage, type SendMessage } from '../../src/usecases/message/send-message.ts';

export const leaseSeconds = 180;

type Arm = () => Promise<boolean>;

export interface ScriptedSender extends MessageSender {
  ready: SenderReadiness;
  readonly clicks: OutgoingMessage[];
  readonly lookUps: OutgoingMessage[];
  ticks: ReadReceipt[];
  outcome: SendOutcome;
  found: SendOutcome;
  /** Replaces a whole send, once. */
  next: ((message: OutgoingMessage, arm: Arm) => Promise<SendOutcome>) | null;
  readonly clicksOf: (messageId: string) => number;
}

/** A scripted channel that records every armed click. */
function createScriptedSender(): ScriptedSender {
  const sender: ScriptedSender = {
    ready: 'ready',
    clicks: [],
    lookUps: [],
    ticks: [],
    outcome: proofOf('sent'),
    found: { kind: 'unknown', reason: 'no_bubble' },
    next: null,
    readiness: () => sender.ready,
    send: async (message, arm) => {
      const special = sender.next;
      sender.next = null;
      if (special !== null) return special(message, arm);
      if (!(await arm())) return { kind: 'not_clicked', reason: 'not_armed', retryable: true };
      sender.clicks.push(message);
      return sender.outcome;
    },
    lookUp: async (message) => {
      sender.lookUps.push(message);
      return sender.found;
    },
    readReceipts: async (_phone, ids) => sender.ticks.filter(({ externalId }) => ids.includes(externalId)),
    clicksOf: (messageId) => sender.clicks.filter((message) => message.messageId === messageId).length,
  };
  return sender;
}

export function proofOf(tick: 'sent' | 'delivered' | 'read', externalId = 'external'): SendOutcome {
  return { kind: 'sent', proof: { externalId, tick } };
}

export interface RecordingQueue extends JobQueue {
  readonly jobs: MessageJob[];
  isDown: boolean;
}

function createRecordingQueue(): RecordingQueue {
  const queue: RecordingQueue = {
    jobs: [],
    isDown: false,
    enqueue: async (jobs) => {
      if (queue.isDown) throw new Error('queue is down');
      queue.jobs.push(...jobs);
    },
    consume: () => async () => undefined,
  };
  return queue;
}

export interface MessageRow {
  readonly id: string;
  readonly clinic_id: string;
  readonly state: MessageState;
  readonly tries: number;
  readonly last_error: string | null;
  readonly fence: string;
  readonly leased_until: Date | null;
  readonly enqueued_at: Date | null;
  readonly next_try_at: Date;
  readonly created_at: Date;
  readonly armed_at: Date | null;
  readonly external_id: string | null;
  readonly sent_at: Date | null;
  readonly delivered_at: Date | null;
  readonly read_at: Date | null;
}

export interface Visit {
  readonly held: Held;
  readonly messageId: string;
}

const running = new AbortController().signal;

function createRounds(rig: ClinicRig, sender: MessageSender, queue: JobQueue) {
  const deps = {
    tx: rig.tx.worker,
    notify: rig.notifier.publish,
    sender,
    otpSecret: rig.deps.otpSecret,
    leaseSeconds,
  };
  const rounds = {
    relay: createRelayMessages({ tx: rig.tx.worker, queue, requeueAfterSeconds: 30 }),
    recover: createRecoverMessages(deps),
    receipts: createReadReceipts({ ...deps, withinHours: 48, lookAgainSeconds: 20 }),
  };
  const send: SendMessage = createSendMessage(deps);
  return { send, round: (name: keyof typeof rounds): Promise<number> => rounds[name](running) };
}

/** Rows of the messages, and their times. */
function createMessageRows(rig: ClinicRig) {
  /** As if the clock had moved for this row: changes only its times, bypassing triggers. */
  async function shift(
    messageId: string,
    columns: readonly (keyof MessageRow)[],
    seconds: number,
  ): Promise<void> {
    const client = await rig.database.pools.superuser.connect();
    const moved = columns
      .map((column) => `${column} = ${column} - make_interval(secs => ${seconds})`)
      .join(', ');
    try {
      await client.query('begin');
      await client.query('set local session_replication_role = replica');
      await client.query(`update messages set ${moved} where id = $1`, [messageId]);
      await client.query('commit');
    } finally {
      client.release();
    }
  }

  return {
    shift,
    row: async (messageId: string): Promise<MessageRow> => {
      const [row] = await rig.rows<MessageRow>('select * from messages where id = $1', [messageId]);
      if (!row) throw new Error('no such message');
      return row;
    },
    messageOf: async (subjectId: string, kind: string): Promise<string> => {
      const text = 'select id from messages where subject_id = $1 and kind = $2';
      const [row] = await rig.rows<{ id: string }>(text, [subjectId, kind]);
      if (!row) throw new Error(`no ${kind} for ${subjectId}`);
      return row.id;
    },
    /** Its worker has died, and the lease has expired. */
    outliveLease: (messageId: string): Promise<void> =>
      shift(messageId, ['leased_until', 'next_try_at', 'enqueued_at'], leaseSeconds + 1),
  };
}

/** The messaging path on its own database; only the channel and the queue are doubles. */
export async function openMessageWorld() {
  const rig = await createClinicRig({ gateway: createFakeGateway(), maxOpenHolds: 500 });
  const sender = createScriptedSender();
  const queue = createRecordingQueue();
  const { send, round } = createRounds(rig, sender, queue);
  const rows = createMessageRows(rig);
  const { asha, patient } = rig.clinics;
  let visits = 0;

  /** A confirmed visit at Asha with its message, due and not yet queued. */
  async function confirmedVisit(): Promise<Visit> {
    const minutes = (visits % 12) * 20;
    const time = `${String(9 + Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
    const daysAhead = 1 + Math.floor(visits / 12);
    visits += 1;
    const held = await hold(rig, { userId: asha.staff.receptionist, daysAhead, time });
    const bookingId = held.booking.id;
    await rig.useCases.bookings.permitDeskPayment(asUser(asha.staff.receptionist), { bookingId });
    return { held, messageId: await rows.messageOf(bookingId, 'booking_confirmed') };
  }

  return {
    rig,
    sender,
    queue,
    send,
    round,
    ...rows,
    confirmedVisit,
    close: (): Promise<void> => rig.close(),
    deliver: (messageId: string) => send({ clinicId: asha.id, id: messageId }),
    requestCode: async (): Promise<{ challengeId: string; messageId: string }> => {
      const input = { phone: patient.phone, clinicId: asha.id, locale: 'en' as const };
      const { challengeId } = await rig.useCases.auth.requestCode(asAnyone(), input);
      return { challengeId, messageId: await rows.messageOf(challengeId, 'one_time_code') };
    },
    cancel: (visit: Visit) =>
      rig.useCases.bookings.cancel(asUser(asha.staff.receptionist), {
        bookingId: visit.held.booking.id,
        reason: 'the doctor is ill',
      }),
  };
}
export type MessageWorld = Awaited<ReturnType<typeof openMessageWorld>>;
