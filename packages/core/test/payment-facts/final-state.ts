import type { AttemptState } from '@holdfast/contract/payment/payment.states';
import type pg from 'pg';
import { account, type PaymentWorld } from './payment-world.ts';

export interface AttemptTold {
  readonly kind: 'attempt';
  /** Which of the payment's attempts, from 0. */
  readonly attempt: number;
  readonly state: AttemptState;
  readonly amountMinor: number;
  readonly currency: string;
}

/** A refund made at the provider, or one of ours, which can be reported only after it was requested. */
export interface RefundTold {
  readonly kind: 'refund';
  readonly refund: string;
  readonly of: { readonly attempt: number } | { readonly reason: 'late_payment' | 'duplicate_payment' };
  readonly state: 'submitted' | 'processed' | 'failed';
  readonly amountMinor: number;
}

export type Told = AttemptTold | RefundTold;

export const attemptId = (n: number): string => `pay_attempt${n}`;

/** The facts as the reducer takes them. `oursFor` stands for our refund id, which exists only once it is requested. */
export function wireFacts(world: PaymentWorld, told: readonly Told[]): object[] {
  return told.map((one) =>
    one.kind === 'attempt'
      ? {
          kind: 'attempt',
          providerOrderId: world.orderId,
          providerPaymentId: attemptId(one.attempt),
          state: one.state,
          amountMinor: one.amountMinor,
          currency: one.currency,
          method: 'upi',
          occurredAt: '2026-01-01T00:00:00Z',
        }
      : {
          kind: 'refund',
          providerRefundId: one.refund,
          providerPaymentId: 'attempt' in one.of ? attemptId(one.of.attempt) : null,
          oursFor: 'reason' in one.of ? one.of.reason : null,
          state: one.state,
          amountMinor: one.amountMinor,
          currency: 'INR',
          refundId: null,
          bankReference: null,
        },
  );
}

/**
 * Applies facts one after the other. Rejected ones are kept and retried after each later fact, like stored webhook
 * events. Returns how many distinct ones are left.
 */
const applyAll = `
create schema probe;
grant usage on schema probe to holdfast_ingest;
create function probe.apply_all(p_account uuid, p_payment uuid, p_facts jsonb) returns int
language plpgsql as $$
declare
  v_waiting jsonb[] := '{}';
  v_left jsonb[];
  v_fact jsonb;
  v_ours record;
begin
  for v_fact in select value from jsonb_array_elements(p_facts) loop
    v_waiting := v_waiting || v_fact;
    loop
      v_left := '{}';
      foreach v_fact in array v_waiting loop
        begin
          if v_fact ->> 'oursFor' is not null then
            select r.id, a.provider_payment_id into v_ours
            from refunds r join payment_attempts a on a.id = r.attempt_id
            where r.payment_id = p_payment and r.reason = v_fact ->> 'oursFor'
              and (r.provider_refund_id = v_fact ->> 'providerRefundId' or r.provider_refund_id is null)
            order by r.provider_refund_id nulls last, r.id limit 1;
            if not found then
              perform refuse('NOT_FOUND', 'not asked for yet');
            end if;
            perform apply_payment_fact(p_account, v_fact || jsonb_build_object(
              'refundId', v_ours.id, 'providerPaymentId', v_ours.provider_payment_id));
          else
            perform apply_payment_fact(p_account, v_fact);
          end if;
          set constraints all immediate;
        exception when sqlstate 'HF001' then
          v_left := v_left || v_fact;
        end;
      end loop;
      exit when cardinality(v_left) = 0 or cardinality(v_left) = cardinality(v_waiting);
      v_waiting := v_left;
    end loop;
    v_waiting := v_left;
  end loop;
  return (select count(distinct fact) from unnest(v_waiting) as fact);
end $$`;

export async function installProbe(superuser: pg.ClientBase): Promise<void> {
  await superuser.query(applyAll);
}

/** Everything that the facts may have changed, without our own ids, versions and times. */
const snapshot = `
with own as (select * from bookings where payment_id = $1),
  roles as (select id, case when predecessor_id is null then 'origin' else 'successor' end as role from own)
select jsonb_build_object(
  'payment', (select state from payments where id = $1),
  'settledBy', (select a.provider_payment_id from payments p join payment_attempts a on a.id = p.settling_attempt_id where p.id = $1),
  'attempts', (select coalesce(jsonb_agg(jsonb_build_object('id', provider_payment_id, 'state', state, 'amount', amount_minor,
    'currency', currency, 'quarantine', quarantine_reason)), '[]') from payment_attempts where payment_id = $1),
  'refunds', (select coalesce(jsonb_agg(jsonb_build_object('attempt', a.provider_payment_id, 'state', r.state, 'amount', r.amount_minor,
    'reason', r.reason, 'provider', r.provider_refund_id)), '[]')
    from refunds r join payment_attempts a on a.id = r.attempt_id where r.payment_id = $1),
  'bookings', (select jsonb_agg(jsonb_build_object('role', roles.role, 'state', own.state, 'live',
    (select live from booking_resources o where o.booking_id = own.id))) from own join roles using (id)),
  'evidence', (select coalesce(jsonb_agg(jsonb_build_object('booking', roles.role, 'kind', e.kind, 'attempt', a.provider_payment_id)), '[]')
    from booking_evidence e join roles on roles.id = e.booking_id left join payment_attempts a on a.id = e.attempt_id),
  'balances', (select coalesce(jsonb_object_agg(account || ' ' || currency, sum) filter (where sum <> 0), '{}') from (
    select e.account, e.currency, sum(e.amount_minor) from ledger_entries e join ledger_postings p on p.id = e.posting_id
    where p.payment_id = $1 group by e.account, e.currency) totals),
  'messages', (select coalesce(jsonb_agg(jsonb_build_object('booking', roles.role, 'kind', m.kind)), '[]')
    from messages m join roles on roles.id = m.subject_id)
) as state`;

interface Snapshot {
  readonly settledBy: string | null;
  readonly attempts: readonly { id: string; state: string; quarantine: string | null }[];
  readonly [part: string]: unknown;
}

const inOrder = (value: unknown): unknown =>
  Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value;

/**
 * Order may decide only which of two identical captures came first: they are distinguished by their result, not by
 * their ids.
 */
function withoutFirstComer(text: string, state: Snapshot): string {
  const captures = state.attempts.filter((one) => one.state === 'captured' && one.quarantine === null);
  return captures.reduce(
    (named, { id }) =>
      named.replaceAll(`"${id}"`, id === state.settledBy ? '"the settling one"' : '"a surplus one"'),
    text,
  );
}

export interface FinalState {
  readonly unapplied: number;
  readonly parts: Readonly<Record<string, unknown>>;
}

/** Applies the facts in this order to the payment of the open transaction, reads the result and rolls back. */
export async function finalStateAfter(
  client: pg.ClientBase,
  world: PaymentWorld,
  told: readonly Told[],
): Promise<FinalState> {
  await client.query('savepoint before_facts');
  await client.query('set local role holdfast_ingest');
  const applied = await client.query<{ unapplied: number }>(
    'select probe.apply_all($1, $2, $3::jsonb) as unapplied',
    [account, world.paymentId, JSON.stringify(wireFacts(world, told))],
  );
  await client.query('reset role');
  const { rows } = await client.query<{ state: Snapshot }>(snapshot, [world.paymentId]);
  await client.query('rollback to before_facts');
  const state = rows[0]?.state;
  if (!state) throw new Error('no payment');
  const named = JSON.parse(withoutFirstComer(JSON.stringify(state), state)) as Snapshot;
  const parts = Object.fromEntries(Object.entries(named).map(([part, value]) => [part, inOrder(value)]));
  return { unapplied: applied.rows[0]?.unapplied ?? -1, parts };
}
