import type { PatientId } from '@holdfast/contract/ids';
import type { RefundFact } from '@holdfast/core/ports/payment-gateway';
import type { DemoClinic } from '@holdfast/db/demo/demo-data';
import { providerId } from '../fake-gateway.ts';
import { manyPatients } from './people.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';
import { book, cancel, letCallsBeLate, listTimes, makeOverdue, pay, tell, type Visit } from './visits.ts';

const draft: Omit<DemoClinic, 'slug'> = {
  name: 'Banyan Heart Clinic',
  address: '9 Temple Street, Mysuru 570001',
  timeZone: 'Asia/Kolkata',
  currency: 'INR',
  paymentMode: 'online',
  deskPermission: 'staff',
  services: [{ name: 'Consultation', durationMinutes: 30, priceMinor: 120_000 }],
  doctors: [
    {
      name: 'Dr. Padma Hegde',
      speciality: 'Cardiology',
      about: 'Heart rhythm and blood pressure.',
      services: ['Consultation'],
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      sessions: [['09:00', '19:00']],
    },
  ],
  patients: manyPatients(20, '+91982220'),
};

type Book = () => Promise<Visit>;

/** A paid visit that the clinic cancels; the bank rejects the refund, or does not say what became of it. */
async function refundThatStays(stage: Stage, next: Book, answer: 'rejected' | 'unknown'): Promise<void> {
  const held = await next();
  const { providerPaymentId } = await pay(stage, held);
  stage.refundAnswers.set(providerPaymentId, answer);
  await cancel(stage, held, 'the doctor is ill');
}

/** Money for a booking that has ended; its refund is rejected too, so it lies there without a booking. */
async function lateMoneyThatStays(stage: Stage, next: Book, ending: 'expired' | 'cancelled'): Promise<void> {
  const held = await next();
  if (ending === 'cancelled') await cancel(stage, held, 'changed their mind');
  else {
    await makeOverdue(stage, held);
    await stage.core.worker.expireHolds();
  }
  const { providerPaymentId } = await pay(stage, held);
  stage.refundAnswers.set(providerPaymentId, 'rejected');
}

/** A visit that stands, and whose money somebody has given back at the provider. */
async function visitWithoutMoney(stage: Stage, next: Book): Promise<void> {
  const { providerPaymentId, amountMinor, currency } = await pay(stage, await next());
  const given: RefundFact = {
    kind: 'refund',
    providerRefundId: providerId('rfnd'),
    providerPaymentId,
    state: 'processed',
    amountMinor,
    currency,
    refundId: null,
    bankReference: null,
    occurredAt: new Date(),
  };
  await tell(stage, 'refund.processed', [given]);
}

/** Stored, retried as often as allowed, given up. */
async function deadWebhook(stage: Stage, eventType: string): Promise<void> {
  const { core, owner } = stage;
  const { webhookId } = await waitingWebhook(stage, eventType);
  if (webhookId === null) throw new Error('stuck-money: the event is known');
  for (let isWaiting = true; isWaiting; ) {
    const { rowCount } = await owner.query(
      'update payment_webhooks set next_try_at = app_now() where id = $1 and next_try_at is not null',
      [webhookId],
    );
    isWaiting = rowCount === 1;
    await core.worker.retryEvents();
  }
}

/** About a payment of which this installation knows nothing. */
function waitingWebhook(stage: Stage, eventType: string) {
  const providerPaymentId = providerId('pay');
  const seen = { amountMinor: 120_000, currency: 'INR', occurredAt: new Date() };
  const refund: RefundFact = {
    ...seen,
    kind: 'refund',
    providerRefundId: providerId('rfnd'),
    providerPaymentId,
    state: 'processed',
    refundId: null,
    bankReference: null,
  };
  const unset = { method: null, feeMinor: null, taxMinor: null, errorCode: null, errorReason: null };
  const attempt = {
    ...seen,
    ...unset,
    kind: 'attempt',
    providerOrderId: providerId('order'),
    providerPaymentId,
    state: 'captured',
  } as const;
  return tell(stage, eventType, [eventType.startsWith('refund') ? refund : attempt]);
}

/** What goes well beside it, so that the pages do not show trouble alone. Returns the payment to be refunded. */
async function healthyMoney(stage: Stage, next: Book): Promise<string> {
  for (let paid = 0; paid < 3; paid += 1) await pay(stage, await next());
  const held = await next();
  const { providerPaymentId } = await pay(stage, held);
  await cancel(stage, held, 'the patient moved away');
  return providerPaymentId;
}

/** The provider reports that the money has left. */
async function finishRefund(stage: Stage, providerPaymentId: string): Promise<void> {
  const refund = stage.core.gateway.refunds.find((one) => one.providerPaymentId === providerPaymentId);
  if (!refund) throw new Error('stuck-money: the provider knows no such refund');
  await tell(stage, 'refund.processed', [{ ...refund, state: 'processed', occurredAt: new Date() }]);
}

async function stickMoney(stage: Stage, next: Book): Promise<void> {
  await pay(stage, await next(), { amountMinor: 12_000 });
  await pay(stage, await next(), { currency: 'USD' });
  await pay(stage, await next(), { amountMinor: 240_000 });
  await refundThatStays(stage, next, 'rejected');
  await refundThatStays(stage, next, 'rejected');
  await refundThatStays(stage, next, 'unknown');
  await refundThatStays(stage, next, 'unknown');
  await lateMoneyThatStays(stage, next, 'expired');
  await lateMoneyThatStays(stage, next, 'cancelled');
  await visitWithoutMoney(stage, next);
  const refunded = await healthyMoney(stage, next);
  const { reviewBills, runOperations } = stage.core.worker;
  await reviewBills();
  await runOperations();
  await finishRefund(stage, refunded);
  await letCallsBeLate(stage);
  await reviewBills();
}

export const stuckMoney: Scenario = {
  name: 'stuck-money',
  shows:
    'refunds that failed or are unknown, wrong and late money, a visit whose money went back, webhooks that were given up',
  logsPhoneOut: false,
  fill: async (stage) => {
    const clinic = await stage.addClinic(draft);
    const times = await listTimes(stage, clinic, 2);
    const patients: PatientId[] = [...clinic.patients];
    await stickMoney(stage, async () => {
      const [time, patient] = [times.shift(), patients.shift()];
      if (!time || !patient) throw new Error('stuck-money: no time left');
      return book(stage, time, patient);
    });
    for (const eventType of ['payment.captured', 'payment.captured', 'refund.processed'])
      await deadWebhook(stage, eventType);
    await waitingWebhook(stage, 'payment.captured');
    await tell(stage, 'settlement.processed', []);
  },
};
