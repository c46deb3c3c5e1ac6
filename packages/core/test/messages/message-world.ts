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

/** A scripted channel that records every armed click. */
export class ScriptedSender implements MessageSender {
  ready: SenderReadiness = 'ready';
  readonly clicks: OutgoingMessage[] = [];
  readonly lookUps: OutgoingMessage[] = [];
  ticks: ReadReceipt[] = [];
  outcome: SendOutcome = proofOf('sent');
  found: SendOutcome = { kind: 'unknown', reason: 'no_bubble' };
  /** Replaces a whole send, once. */
  next: ((message: OutgoingMessage, arm: Arm) => Promise<SendOutcome>) | null = null;

  readiness = () => this.ready;

  async send(message: OutgoingMessage, arm: Arm): Promise<SendOutcome> {
    const special = this.next;
    this.next = null;
    if (special !== null) return special(message, arm);
    if (!(await arm())) return { kind: 'not_clicked', reason: 'not_armed', retryable: true };
    this.clicks.push(message);
    return this.outcome;
  }

  async lookUp(message: OutgoingMessage): Promise<SendOutcome> {
    this.lookUps.push(message);
    return this.found;
  }

  async readReceipts(_phone: string, ids: string[]): Promise<ReadReceipt[]> {
    return this.ticks.filter(({ externalId }) => ids.includes(externalId));
  }

  clicksOf(messageId: string): number {
    return this.clicks.filter((message) => message.messageId === messageId).length;
  }
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

/** The messaging path on its own database; only the channel and the queue are doubles. */
export class MessageWorld {
  readonly rig: ClinicRig;
  readonly sender = new ScriptedSender();
  readonly queue = createRecordingQueue();
  readonly send: SendMessage;
  readonly #rounds: Record<'relay' | 'recover' | 'receipts', (signal: AbortSignal) => Promise<number>>;
  #visits = 0;

  private constructor(rig: ClinicRig) {
    this.rig = rig;
    const { otpSecret } = rig.deps;
    const deps = {
      tx: rig.tx.worker,
      notify: rig.notifier.publish,
      sender: this.sender,
      otpSecret,
      leaseSeconds,
    };
    this.send = createSendMessage(deps);
    this.#rounds = {
      relay: createRelayMessages({ tx: rig.tx.worker, queue: this.queue, requeueAfterSeconds: 30 }),
      recover: createRecoverMessages(deps),
      receipts: createReadReceipts({ ...deps, withinHours: 48, lookAgainSeconds: 20 }),
    };
  }

  static async open(): Promise<MessageWorld> {
    return new MessageWorld(await createClinicRig({ gateway: createFakeGateway(), maxOpenHolds: 500 }));
  }

  round = (name: 'relay' | 'recover' | 'receipts'): Promise<number> => this.#rounds[name](running);
  close = (): Promise<void> => this.rig.close();

  async row(messageId: string): Promise<MessageRow> {
    const [row] = await this.rig.rows<MessageRow>('select * from messages where id = $1', [messageId]);
    if (!row) throw new Error('no such message');
    return row;
  }

  deliver = (messageId: string) => this.send({ clinicId: this.rig.clinics.asha.id, id: messageId });

  /** A confirmed visit at Asha with its message, due and not yet queued. */
  async confirmedVisit(): Promise<Visit> {
    const { asha } = this.rig.clinics;
    const minutes = (this.#visits % 12) * 20;
    const time = `${String(9 + Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
    const daysAhead = 1 + Math.floor(this.#visits / 12);
    this.#visits += 1;
    const held = await hold(this.rig, { userId: asha.staff.receptionist, daysAhead, time });
    const bookingId = held.booking.id;
    await this.rig.useCases.bookings.permitDeskPayment(asUser(asha.staff.receptionist), { bookingId });
    return { held, messageId: await this.messageOf(bookingId, 'booking_confirmed') };
  }

  async messageOf(subjectId: string, kind: string): Promise<string> {
    const text = 'select id from messages where subject_id = $1 and kind = $2';
    const [row] = await this.rig.rows<{ id: string }>(text, [subjectId, kind]);
    if (!row) throw new Error(`no ${kind} for ${subjectId}`);
    return row.id;
  }

  async requestCode(): Promise<{ challengeId: string; messageId: string }> {
    const { asha, patient } = this.rig.clinics;
    const input = { phone: patient.phone, clinicId: asha.id, locale: 'en' as const };
    const { challengeId } = await this.rig.useCases.auth.requestCode(asAnyone(), input);
    return { challengeId, messageId: await this.messageOf(challengeId, 'one_time_code') };
  }

  cancel(visit: Visit) {
    const desk = asUser(this.rig.clinics.asha.staff.receptionist);
    const input = { bookingId: visit.held.booking.id, reason: 'the doctor is ill' };
    return this.rig.useCases.bookings.cancel(desk, input);
  }

  /** As if the clock had moved for this row: changes only its times, bypassing triggers. */
  async shift(messageId: string, columns: readonly (keyof MessageRow)[], seconds: number): Promise<void> {
    const client = await this.rig.database.pools.superuser.connect();
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

  /** Its worker has died, and the lease has expired. */
  async outliveLease(messageId: string): Promise<void> {
    await this.shift(messageId, ['leased_until', 'next_try_at', 'enqueued_at'], leaseSeconds + 1);
  }
}
