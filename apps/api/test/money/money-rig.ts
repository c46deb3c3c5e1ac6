import { Booking } from '@holdfast/contract/booking/booking.schemas';
import type { Money } from '@holdfast/contract/money';
import { listMessages, listStuck } from '@holdfast/contract/ops/ops.procedures';
import type { PaymentRuling } from '@holdfast/contract/payment/payment.procedures';
import { CheckoutOffer, Payment } from '@holdfast/contract/payment/payment.schemas';
import type { MoneyRules } from '@holdfast/core/domain/money/bill';
import { holdInput } from '@holdfast/testkit/booking-steps';
import { addAccount, type FixtureAccount } from '@holdfast/testkit/clinic-fixture';
import { passTime } from '@holdfast/testkit/pass-time';
import { expect } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { type Answer, send } from '../support/http-client.ts';

/** The rules of an installation that sets none. */
const rules: MoneyRules = {
  surplusGraceSeconds: 900,
  wrongMoneySeconds: 48 * 3_600,
  captureGraceSeconds: 60,
  operationSlaSeconds: 24 * 3_600,
};

export type BankAccount = ReturnType<ApiRig['sandbox']['razorpay']['account']>;
type PayInput = Parameters<BankAccount['pay']>[1];

/** A time that somebody holds, and the order in which it is paid. */
export interface Visit {
  readonly booking: Booking;
  readonly payer: FixtureAccount;
  /** Of the payer's log-in. */
  readonly token: string;
  readonly orderId: string;
}

export interface Page {
  readonly patient: Booking;
  readonly desk: Booking;
}

/** An installation as its patients, its desk and its operator see it: over HTTP alone. */
export interface MoneyRig {
  readonly rig: ApiRig;
  readonly razorpay: ApiRig['sandbox']['razorpay'];
  /** Held by a new account, without an order. */
  readonly hold: (keepIfLate?: boolean) => Promise<Omit<Visit, 'orderId'>>;
  readonly checkout: (visit: Pick<Visit, 'booking' | 'token'>) => Promise<Answer>;
  readonly newVisit: (keepIfLate?: boolean) => Promise<Visit>;
  /** The same visit with the order that its checkout offers now. */
  readonly reopened: (visit: Omit<Visit, 'orderId'>) => Promise<Visit & { readonly offered: Money }>;
  readonly pay: (visit: Visit, input?: PayInput) => string;
  /** Paid, told and confirmed; the id of its payment at the provider. */
  readonly paidVisit: () => Promise<{ visit: Visit; paymentId: string }>;
  /** One signed event of the provider, as it stands in its list. */
  readonly deliver: (event: SignedEvent, path?: string) => Promise<Answer>;
  /** The events of these payments that were not delivered yet, in the order of the list; their outcomes. */
  readonly deliverOf: (...paymentIds: string[]) => Promise<string[]>;
  /** What both see; it is the same but for what each may do. */
  readonly page: (visit: Pick<Visit, 'booking' | 'token'>) => Promise<Page>;
  readonly payment: (visit: Pick<Visit, 'booking' | 'token'>) => Promise<Payment>;
  /** Kinds of the operator's items of this visit. */
  readonly items: (visit: Pick<Visit, 'booking'>) => Promise<string[]>;
  /** What the patient was told of refunds: kinds of the operator's list of messages, oldest first. */
  readonly told: (visit: Pick<Visit, 'booking'>) => Promise<string[]>;
  /** States through which the booking went. */
  readonly history: (visit: Pick<Visit, 'booking' | 'token'>) => Promise<string[]>;
  /** What the provider's book says of these payments. */
  readonly atProvider: (...paymentIds: string[]) => { captured: number; refunded: number; refunds: number };
  readonly cancelAtDesk: (visit: Pick<Visit, 'booking'>) => Promise<void>;
  readonly rule: (
    visit: Visit,
    providerPaymentId: string,
    ruling: PaymentRuling,
    token?: string,
  ) => Promise<Answer>;
  /** Time passes here and at the provider. */
  readonly later: (hours: number) => Promise<void>;
  /** Everything that the worker does by itself, once; what was put off is due. */
  readonly work: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface SignedEvent {
  readonly id: string;
  readonly body: string;
  readonly signature: string;
}

/** The body of an answer that must be a success. */
function given(answer: Answer, status = 200): string {
  if (answer.status !== status) throw new Error(`${answer.status}: ${answer.text}`);
  return answer.text;
}

/** The calendar date of a visit in its clinic. */
const dateOf = ({ startsAt, timeZone }: Booking): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone }).format(Date.parse(startsAt));

/** What everybody who may read a booking reads alike. */
function commonOf({ may: _, serverNow: __, ...rest }: Booking) {
  return rest;
}

function visitsOf(rig: ApiRig) {
  const { core } = rig;
  let made = 0;

  async function hold(keepIfLate = false): Promise<Omit<Visit, 'orderId'>> {
    made += 1;
    const phone = `+9198${String(10_000_000 + made)}`;
    const draft = { name: `payer-${made}`, phone };
    const payer = await addAccount(core.database.pools.owner, core.clinics, draft);
    const token = rig.tokenOf(payer.userId);
    const patientId = payer.patientAt.asha;
    const body = holdInput(core, { daysAhead: 20 + made, patientId, keepIfLate });
    const held = JSON.parse(given(await rig.rest('POST', '/bookings', { token, body }), 201));
    return { booking: Booking.parse(held.booking), payer, token };
  }
  const checkout: MoneyRig['checkout'] = ({ booking, token }) =>
    rig.rest('POST', `/bills/${booking.billId}/checkout`, { token, body: {} });
  const reopened: MoneyRig['reopened'] = async (visit) => {
    const offer = CheckoutOffer.parse(JSON.parse(given(await checkout(visit))));
    if (!offer.checkout) throw new Error('there is nothing to pay');
    return { ...visit, orderId: offer.checkout.providerOrderId, offered: offer.checkout.amount };
  };
  async function newVisit(keepIfLate = false): Promise<Visit> {
    return reopened(await hold(keepIfLate));
  }
  return { hold, checkout, reopened, newVisit };
}

function readsOf(rig: ApiRig) {
  const { asha, operator } = rig.core.clinics;
  const desk = rig.tokenOf(asha.staff.receptionist);
  const read = async (path: string, token: string) =>
    JSON.parse(given(await rig.rest('GET', path, { token })));

  async function onBoard(booking: Booking): Promise<Booking> {
    const { bookings } = await read(`/clinics/${asha.id}/board?date=${dateOf(booking)}`, desk);
    return Booking.parse(bookings.find(({ id }: Booking) => id === booking.id));
  }
  return {
    page: async ({ booking, token }: Pick<Visit, 'booking' | 'token'>): Promise<Page> => {
      const path = `/bookings/${booking.id}`;
      const page = {
        patient: Booking.parse(await read(path, token)),
        desk: Booking.parse(await read(path, desk)),
      };
      expect(commonOf(page.desk)).toEqual(commonOf(page.patient));
      expect(commonOf(await onBoard(booking))).toEqual(commonOf(page.patient));
      return page;
    },
    payment: async ({ booking, token }: Pick<Visit, 'booking' | 'token'>): Promise<Payment> => {
      const path = `/payments/${booking.payment.paymentId}`;
      const payment = Payment.parse(await read(path, token));
      expect(await read(path, desk)).toEqual(payment);
      return payment;
    },
    items: async ({ booking }: Pick<Visit, 'booking'>): Promise<string[]> => {
      const { items } = listStuck.output.parse(await read('/ops/stuck?limit=100', rig.tokenOf(operator)));
      return items.filter(({ billId }) => billId === booking.billId).map(({ kind }) => kind);
    },
    told: async ({ booking }: Pick<Visit, 'booking'>): Promise<string[]> => {
      const list = await read('/ops/messages?sort=oldest&limit=100', rig.tokenOf(operator));
      const { items } = listMessages.output.parse(list);
      const ofVisit = items.filter(({ bookingId }) => bookingId === booking.id);
      return ofVisit.map(({ kind }) => kind).filter((kind) => kind.startsWith('refund'));
    },
    history: async ({ booking, token }: Pick<Visit, 'booking' | 'token'>): Promise<string[]> => {
      const { transitions } = await read(`/bookings/${booking.id}/history`, token);
      return transitions.map(({ toState }: { toState: string }) => toState);
    },
  };
}

function actsOf(rig: ApiRig) {
  const { asha } = rig.core.clinics;
  return {
    cancelAtDesk: async ({ booking }: Pick<Visit, 'booking'>): Promise<void> => {
      const token = rig.tokenOf(asha.staff.receptionist);
      const body = { reason: 'the doctor is ill' };
      given(await rig.rest('POST', `/bookings/${booking.id}/cancel`, { token, body }));
    },
    rule: (
      { booking }: Pick<Visit, 'booking'>,
      providerPaymentId: string,
      ruling: PaymentRuling,
      token = rig.tokenOf(asha.staff.admin),
    ): Promise<Answer> => {
      const body = { providerPaymentId, ruling, reason: 'the payer called' };
      return rig.rest('POST', `/payments/${booking.payment.paymentId}/rule`, { token, body });
    },
    later: async (hours: number): Promise<void> => {
      await passTime({ database: rig.core.database, sandbox: rig.sandbox }, { hours });
    },
    work: async (): Promise<void> => {
      const { worker, rows } = rig.core;
      await rows(
        'update operations set next_at = app_now(), leased_until = null where next_at is not null returning 1',
      );
      for (const round of [worker.expireHolds, worker.retryEvents, worker.reviewBills, worker.runOperations])
        await round();
    },
  };
}

function webhooksOf(rig: ApiRig) {
  const delivered = new Set<string>();
  const deliver: MoneyRig['deliver'] = ({ id, body, signature }, path = '/webhooks/razorpay') =>
    send(rig.url, 'POST', path, {
      raw: body,
      headers: {
        'content-type': 'application/json',
        'x-razorpay-signature': signature,
        'x-razorpay-event-id': id,
      },
    });
  async function deliverOf(...paymentIds: string[]): Promise<string[]> {
    const outcomes: string[] = [];
    for (const paymentId of paymentIds) {
      for (const event of rig.sandbox.razorpay.listEvents()) {
        if (delivered.has(event.id) || !event.body.includes(paymentId)) continue;
        delivered.add(event.id);
        outcomes.push(JSON.parse(given(await deliver(event))).outcome);
      }
    }
    return outcomes;
  }
  return { deliver, deliverOf };
}

function bankOf({ sandbox: { razorpay } }: ApiRig): MoneyRig['atProvider'] {
  return (...paymentIds) => {
    const { payments, refunds } = razorpay.ledger();
    const captured = payments.filter(({ entity }) => entity.captured && paymentIds.includes(entity.id));
    const gone = refunds.filter(
      ({ entity }) => entity.status !== 'failed' && paymentIds.includes(entity.payment_id),
    );
    const sum = (all: readonly { readonly entity: { readonly amount: number } }[]): number =>
      all.reduce((total, { entity }) => total + entity.amount, 0);
    return { captured: sum(captured), refunded: sum(gone), refunds: gone.length };
  };
}

export async function createMoneyRig(): Promise<MoneyRig> {
  const rig = await createApiRig({ moneyRules: rules });
  const { razorpay } = rig.sandbox;
  const visits = visitsOf(rig);
  const webhooks = webhooksOf(rig);
  const pay: MoneyRig['pay'] = ({ orderId }, input = { outcome: 'success' }) =>
    razorpay.pay(orderId, input).payment.id;
  return {
    rig,
    razorpay,
    ...visits,
    ...readsOf(rig),
    ...actsOf(rig),
    ...webhooks,
    pay,
    atProvider: bankOf(rig),
    paidVisit: async () => {
      const visit = await visits.newVisit();
      const paymentId = pay(visit);
      await webhooks.deliverOf(paymentId);
      return { visit, paymentId };
    },
    close: rig.close,
  };
}

export const price = 80_000;
export const rupees = (amountMinor: number) => ({ amountMinor, currency: 'INR' });
