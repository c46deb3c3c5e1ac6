import type { PatientId } from '@holdfast/contract/ids';
import { messageKind } from '@holdfast/contract/message/message-kinds';
import type { MessageSender, SendOutcome } from '@holdfast/core/ports/message-sender';
import { asSystem } from '@holdfast/core/usecase';
import { createSendMessage } from '@holdfast/core/usecases/message/send-message';
import { createWorkerDuties } from '@holdfast/core/usecases/message/worker-duties';
import type { DemoClinic } from '@holdfast/db/demo/demo-data';
import { findWhatsappAccount } from '@holdfast/db/repos/ops.repo';
import { manyPatients } from './people.ts';
import type { Scenario } from './scenario.ts';
import type { Stage, StageClinic } from './stage.ts';
import { book, cancel, listTimes, permit, type TimeOfDay, type Visit } from './visits.ts';

const draft: Omit<DemoClinic, 'slug'> = {
  name: 'Lotus Eye Clinic',
  address: '31 Market Road, Nashik 422001',
  timeZone: 'Asia/Kolkata',
  currency: 'INR',
  paymentMode: 'online',
  deskPermission: 'staff',
  services: [{ name: 'Eye test', durationMinutes: 15, priceMinor: 50_000 }],
  doctors: [
    {
      name: 'Dr. Sana Mirza',
      speciality: 'Ophthalmology',
      about: 'Eye tests, cataract and glaucoma.',
      services: ['Eye test'],
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      sessions: [['09:00', '19:00']],
    },
  ],
  patients: manyPatients(40, '+91983330'),
};

const proof = (tick: 'sent' | 'delivered' | 'read'): SendOutcome => ({
  kind: 'sent',
  proof: { externalId: `scenario-${tick}`, tick },
});

/** What became of the messages before the phone dropped the browser, in order; all later ones wait. */
const outcomes: readonly SendOutcome[] = [
  ...Array.from({ length: 6 }, () => proof('read')),
  ...Array.from({ length: 4 }, () => proof('delivered')),
  ...Array.from({ length: 3 }, () => proof('sent')),
  { kind: 'not_clicked', reason: 'not_on_whatsapp', retryable: false },
  { kind: 'not_clicked', reason: 'not_on_whatsapp', retryable: false },
  { kind: 'failed_visible', reason: 'bubble_failed' },
  { kind: 'unknown', reason: 'no_proof' },
  { kind: 'unknown', reason: 'no_proof' },
  { kind: 'not_clicked', reason: 'page_lost', retryable: true },
  { kind: 'not_clicked', reason: 'page_lost', retryable: true },
];

/** A channel on which everything goes as told. */
function toldChannel(outcome: SendOutcome): MessageSender {
  return {
    readiness: () => 'ready',
    send: async (_message, arm) => (outcome.kind === 'not_clicked' || (await arm()) ? outcome : lost),
    lookUp: async () => lost,
    readReceipts: async () => [],
  };
}
const lost: SendOutcome = { kind: 'not_clicked', reason: 'not_armed', retryable: true };

async function send(stage: Stage, clinic: StageClinic, held: Visit, outcome: SendOutcome): Promise<void> {
  const { rows } = await stage.owner.query<{ id: string }>(
    'select id from messages where clinic_id = $1 and subject_id = $2 and kind = $3',
    [clinic.id, held.bookingId, messageKind.booking_confirmed],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('whatsapp-logged-out: a confirmed booking has no message');
  const { tx, deps } = stage.core;
  const sendMessage = createSendMessage({
    tx: tx.worker,
    notify: deps.notify,
    sender: toldChannel(outcome),
    otpSecret: deps.otpSecret,
    leaseSeconds: 180,
  });
  await sendMessage({ clinicId: clinic.id, id });
}

/** As the worker publishes it; one that runs has already done so, with the code to scan. */
async function sayLoggedOut({ core, requestId }: Stage): Promise<void> {
  const deps = { tx: core.tx.worker };
  const known = await asSystem(deps, 'system:messages', requestId, findWhatsappAccount);
  if (known && ['logged_out', 'qr'].includes(known.state)) return;
  await createWorkerDuties(deps).publishAccount('default', {
    state: 'logged_out',
    qrText: null,
    note: 'The phone dropped this browser. Scan the code again.',
  });
}

export const whatsappLoggedOut: Scenario = {
  name: 'whatsapp-logged-out',
  shows: 'the WhatsApp session is logged out and messages wait; some have failed, some are unknown',
  logsPhoneOut: true,
  fill: async (stage) => {
    const clinic = await stage.addClinic(draft);
    const times = await listTimes(stage, clinic, 1);
    const visits: Visit[] = [];
    for (const [n, patient] of clinic.patients.entries()) {
      const held = await visit(stage, times[n], patient);
      visits.push(held);
      const outcome = outcomes[n];
      if (outcome) await send(stage, clinic, held, outcome);
    }
    for (const held of visits.slice(0, 3)) await cancel(stage, held, 'the doctor is ill');
    await sayLoggedOut(stage);
  },
};

async function visit(stage: Stage, time: TimeOfDay | undefined, patient: PatientId): Promise<Visit> {
  if (!time) throw new Error('whatsapp-logged-out: no time left');
  const held = await book(stage, time, patient);
  await permit(stage, held);
  return held;
}
