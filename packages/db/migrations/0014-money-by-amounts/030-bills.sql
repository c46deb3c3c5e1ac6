-- What pages show of a bill's money: sums over its rows, written with them.
alter table bills
  -- Here, counted, and net of what went back; over the counter too.
  add column funds_minor bigint not null default 0,
  -- Authorized and not captured.
  add column held_minor bigint not null default 0,
  -- Asked back, not yet told by the provider.
  add column asked_back_minor bigint not null default 0,
  -- Asked back with an outcome that nobody knows yet.
  add column unknown_back_minor bigint not null default 0,
  -- On its way by the provider's word.
  add column leaving_minor bigint not null default 0,
  add column returned_minor bigint not null default 0,
  -- Owed to the payer, and refused by the provider.
  add column refused_minor bigint not null default 0,
  -- Captured with another amount, currency or mode than asked, and still here.
  add column wrong_minor bigint not null default 0,
  add column wrong_currency text,
  -- A payer is at the bank's page.
  add column is_checking boolean not null default false;

-- Bills that something outside of the reducer has touched: the reviewer decides again, and deletes what it has read.
create table bills_to_review (
  clinic_id uuid not null,
  id uuid not null default uuidv7(),
  bill_id uuid not null,
  queued_at timestamptz not null default app_now(),
  primary key (clinic_id, id),
  foreign key (clinic_id, bill_id) references bills (clinic_id, id)
);
create index bills_to_review_bill on bills_to_review (clinic_id, bill_id);
create index bills_to_review_oldest on bills_to_review (id);

with attempts as (
  select p.clinic_id, p.bill_id, a.id, a.state, a.amount_minor, a.currency, a.quarantine_reason is null as is_right,
    case when a.state = 'captured' then a.amount_minor else 0 end - coalesce((
      select sum(f.amount_minor) from provider_refunds f
      where f.clinic_id = a.clinic_id and f.attempt_id = a.id and f.state <> 'failed'
    ), 0) as net_minor
  from payment_attempts a join payments p on p.clinic_id = a.clinic_id and p.id = a.payment_id
), backs as (
  select p.clinic_id, p.bill_id,
    sum(r.amount_minor) filter (where f.id is null and r.state in ('requested', 'submitted')) as asked_minor,
    sum(r.amount_minor) filter (where f.id is null and r.state = 'unknown') as unknown_minor,
    sum(r.amount_minor) filter (where r.state = 'failed') as refused_minor
  from refunds r
    join payments p on p.clinic_id = r.clinic_id and p.id = r.payment_id
    left join provider_refunds f on f.clinic_id = r.clinic_id and f.request_id = r.id
  group by p.clinic_id, p.bill_id
), facts as (
  select t.clinic_id, t.bill_id,
    sum(f.amount_minor) filter (where f.state = 'submitted') as leaving_minor,
    sum(f.amount_minor) filter (where f.state = 'processed') as returned_minor
  from provider_refunds f join attempts t on t.clinic_id = f.clinic_id and t.id = f.attempt_id and t.is_right
    and t.state = 'captured'
  group by t.clinic_id, t.bill_id
), sums as (
  select clinic_id, bill_id,
    sum(net_minor) filter (where state = 'captured' and is_right) as funds_minor,
    sum(amount_minor) filter (where state = 'authorized' and is_right) as held_minor,
    sum(net_minor) filter (where state = 'captured' and not is_right) as wrong_minor,
    max(currency) filter (where state = 'captured' and not is_right) as wrong_currency,
    bool_or(state in ('created', 'requires_action')) as is_checking
  from attempts group by clinic_id, bill_id
)
update bills b set
  funds_minor = coalesce(s.funds_minor, 0), held_minor = coalesce(s.held_minor, 0),
  wrong_minor = coalesce(s.wrong_minor, 0), wrong_currency = s.wrong_currency, is_checking = s.is_checking,
  asked_back_minor = coalesce(k.asked_minor, 0), unknown_back_minor = coalesce(k.unknown_minor, 0),
  refused_minor = coalesce(k.refused_minor, 0), leaving_minor = coalesce(f.leaving_minor, 0),
  returned_minor = coalesce(f.returned_minor, 0), review_at = app_now()
from sums s
  left join backs k on k.clinic_id = s.clinic_id and k.bill_id = s.bill_id
  left join facts f on f.clinic_id = s.clinic_id and f.bill_id = s.bill_id
where b.clinic_id = s.clinic_id and b.id = s.bill_id;

-- The mode of the account that the bill's order was made at.
update bills b set mode = a.mode
from payments p join provider_accounts a on a.id = p.provider_account_id
where p.clinic_id = b.clinic_id and p.bill_id = b.id and p.provider_order_id is not null and b.mode is null;
