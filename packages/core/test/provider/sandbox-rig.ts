import type { Sandbox } from '@holdfast/sandbox/create-sandbox';
import { type Held, hold } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, type ClinicRigOptions, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createSandboxGateway } from '@holdfast/testkit/sandbox-gateway';
import type { PaymentGateway } from '../../src/ports/payment-gateway.ts';

export interface SandboxRig {
  readonly rig: ClinicRig;
  readonly sandbox: Sandbox;
  readonly newHold: (keepIfLate?: boolean) => Promise<Held>;
  /** A confirmed visit, paid through the sandbox. */
  readonly paidVisit: () => Promise<Held>;
  readonly orderOf: (held: Held) => string;
  /** Delivers every signed event that was not delivered yet, but for those that the provider dropped or still holds. */
  readonly deliverEvents: () => Promise<string[]>;
  readonly loseEvents: () => void;
  /** Makes every scheduled step of this payment due now. */
  readonly makeDue: (held: Held) => Promise<void>;
  readonly stateOf: (held: Held) => Promise<MoneyState>;
  readonly close: () => Promise<void>;
}

export interface MoneyState {
  readonly booking: string;
  readonly payment: string;
  readonly refunds: readonly string[];
  /** What of this payment lies at the provider by our ledger, before its fees. */
  readonly clearingMinor: number;
}

const moneyState = `
select b.state as booking, p.state as payment,
  (select coalesce(array_agg(f.told order by f.created_at), '{}') from (
     select r.reason || ' ' || r.state as told, r.created_at from refunds r where r.payment_id = p.id
     union all
     select 'provider_initiated ' || f.state, f.created_at
     from provider_refunds f join payment_attempts a on a.id = f.attempt_id where a.payment_id = p.id and f.request_id is null
       and a.state = 'captured'
   ) f) as refunds,
  (select coalesce(sum(e.amount_minor), 0)::int from ledger_entries e join ledger_postings l on l.id = e.posting_id
   where l.bill_id = p.bill_id and e.account in ('provider_balance', 'provider_fees', 'provider_fee_tax')) as "clearingMinor"
from bookings b join payments p on p.id = b.payment_id where b.id = $1`;

const headersOf = ({ signature, id }: { signature: string; id: string }) =>
  new Headers({ 'x-razorpay-signature': signature, 'x-razorpay-event-id': id });

const unsent: ReadonlySet<string> = new Set(['dropped', 'held']);

/** Every scheduled step of this payment is due now. */
async function makeDue(rig: ClinicRig, held: Held): Promise<void> {
  const { paymentId } = held.booking.payment;
  await rig.rows(
    'update payments set next_poll_at = clock_timestamp() where id = $1 and next_poll_at is not null',
    [paymentId],
  );
  await rig.rows(
    `update operations set next_at = clock_timestamp(), leased_until = null
     where bill_id = $1 and state in ('planned', 'sent', 'unknown')`,
    [held.booking.billId],
  );
  await rig.rows(
    `update payment_webhooks set next_try_at = clock_timestamp() where payment_id = $1 and state = 'retrying'`,
    [paymentId],
  );
}

export async function createSandboxRig(
  timeoutMs = 400,
  moneyRules?: ClinicRigOptions<PaymentGateway>['moneyRules'],
): Promise<SandboxRig> {
  const { sandbox, gateway } = await createSandboxGateway({ timeoutMs });
  const rig = await createClinicRig({ gateway, maxOpenHolds: 500, ...(moneyRules && { moneyRules }) });
  const handled = new Set<string>();
  let visits = 0;

  async function newHold(keepIfLate = false): Promise<Held> {
    visits += 1;
    return hold(rig, { daysAhead: visits, keepIfLate });
  }
  const orderOf = (held: Held): string => {
    const orderId = held.offer.checkout?.providerOrderId;
    if (orderId === undefined) throw new Error('no order');
    return orderId;
  };
  async function deliverEvents(): Promise<string[]> {
    const answers: string[] = [];
    for (const event of sandbox.razorpay.listEvents()) {
      if (handled.has(event.id) || unsent.has(event.state)) continue;
      handled.add(event.id);
      const body = Buffer.from(event.body);
      const { outcome, reason } = await rig.ingestEvent(body, headersOf(event), event.id);
      answers.push(`${event.type}: ${outcome} ${reason}`);
    }
    return answers;
  }
  async function paidVisit(): Promise<Held> {
    const held = await newHold();
    sandbox.razorpay.pay(orderOf(held), { outcome: 'success' });
    await deliverEvents();
    return held;
  }
  return {
    rig,
    sandbox,
    newHold,
    paidVisit,
    orderOf,
    deliverEvents,
    loseEvents: () => {
      for (const event of sandbox.razorpay.listEvents()) handled.add(event.id);
    },
    makeDue: (held) => makeDue(rig, held),
    stateOf: async (held) => {
      const [row] = await rig.rows<MoneyState>(moneyState, [held.booking.id]);
      if (!row) throw new Error('no booking');
      return row;
    },
    close: async () => {
      await rig.close();
      await sandbox.close();
    },
  };
}

/** Cancels as the desk, which requests a full refund. */
export function cancelAtDesk({ rig }: SandboxRig, held: Held) {
  const desk = asUser(rig.clinics.asha.staff.receptionist);
  return rig.useCases.bookings.cancel(desk, { bookingId: held.booking.id, reason: 'doctor is ill' });
}
