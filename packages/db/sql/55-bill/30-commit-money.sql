-- The only writer of money. It decides nothing: it writes the change sets whose bills and bookings have not moved since
-- they were read. One call commits 1..n bills; each row says by `n` to which change set it belongs.
-- Lock order, always: bill, booking, payment, attempt, refund, operation.

-- Change sets that still stand, with their bills and bookings locked one by one in the order of their ids.
create function lock_unmoved(p_changes jsonb) returns int[]
language plpgsql as $$
declare
  v_row record;
  v_version int;
  v_moved int[] := '{}';
begin
  for v_row in
    select w.n, w."clinicId" as clinic_id, w.id, w.version
    from jsonb_to_recordset(p_changes -> 'bills') as w (n int, "clinicId" uuid, id uuid, version int) order by w.id
  loop
    select b.version into v_version from bills b where b.clinic_id = v_row.clinic_id and b.id = v_row.id for no key update;
    if v_version is distinct from v_row.version then
      v_moved := v_moved || v_row.n;
    end if;
  end loop;
  for v_row in
    select w.n, w."clinicId" as clinic_id, w.id, w.version
    from jsonb_to_recordset(p_changes -> 'readBookings') as w (n int, "clinicId" uuid, id uuid, version int) order by w.id
  loop
    select b.version into v_version from bookings b
    where b.clinic_id = v_row.clinic_id and b.id = v_row.id for no key update;
    if v_version is distinct from v_row.version then
      v_moved := v_moved || v_row.n;
    end if;
  end loop;
  return array(
    select w.n from (
      select b.n from jsonb_to_recordset(p_changes -> 'bills') as b (n int)
      union select e.n from jsonb_to_recordset(p_changes -> 'events') as e (n int)
    ) w
    where not w.n = any (v_moved) order by w.n);
end $$;

-- Stores each event in its final state, together with its effects: a crash before is a redelivery. The answer leaves out the
-- change sets whose event somebody else has stored in the meantime.
create function write_events(p_changes jsonb, p_ready int[]) returns int[]
language plpgsql as $$
declare
  v_lost int[];
begin
  with events as materialized (
    select e.* from jsonb_to_recordset(p_changes -> 'events') as e (
      n int, id uuid, key text, "providerAccountId" uuid, "eventId" text, "eventType" text, raw text, facts jsonb,
      state text, reason text, "isOtherBody" boolean, "clinicId" uuid, "paymentId" uuid, "retryAfterSeconds" int)
    where e.n = any (p_ready)
  ), stored as (
    insert into payment_webhooks (
      id, deduplication_key, provider_account_id, event_id, event_type, raw_body, facts, state, reason,
      is_other_body, clinic_id, payment_id, next_try_at
    )
    select e.id, e.key, e."providerAccountId", e."eventId", e."eventType", decode(e.raw, 'base64'), e.facts, e.state,
      e.reason, e."isOtherBody", e."clinicId", e."paymentId",
      case when e.state = webhook_state('retrying') then app_now() + make_interval(secs => e."retryAfterSeconds") end
    from events e
    on conflict (deduplication_key) do nothing
    returning id
  )
  select array_agg(e.n) into v_lost from events e where e.id not in (select s.id from stored s);
  return array(select n from unnest(p_ready) n where not n = any (coalesce(v_lost, '{}')) order by n);
end $$;

create function write_bookings(p_changes jsonb, p_ready int[]) returns void
language plpgsql as $$
begin
  -- A hold that is over, but that nobody has expired yet, still occupies the time that a successor takes.
  perform retire_expired_holds(o.clinic_id, o.doctor_id, o.during)
  from jsonb_to_recordset(p_changes -> 'successors') as s (n int, "clinicId" uuid, "predecessorId" uuid)
    join bookings o on o.clinic_id = s."clinicId" and o.id = s."predecessorId"
  where s.n = any (p_ready);

  insert into bookings (
    clinic_id, id, patient_id, doctor_id, service_id, during, visit_date, hold_expires_at, price_minor, currency,
    policy_snapshot, keep_if_late, payment_id, bill_id, predecessor_id, created_by
  )
  select o.clinic_id, s.id, o.patient_id, o.doctor_id, o.service_id, o.during, o.visit_date,
    app_now() + interval '1 minute', o.price_minor, o.currency, o.policy_snapshot, true, o.payment_id, o.bill_id, o.id,
    o.created_by
  from jsonb_to_recordset(p_changes -> 'successors') as s (n int, "clinicId" uuid, id uuid, "predecessorId" uuid)
    join bookings o on o.clinic_id = s."clinicId" and o.id = s."predecessorId"
  where s.n = any (p_ready);

  update bookings b set
    state = s.state, bill_id = s."billId", end_reason = coalesce(s."endReason", b.end_reason),
    updated_at = app_now()
  from jsonb_to_recordset(p_changes -> 'bookings') as s (
    n int, "clinicId" uuid, id uuid, state text, "billId" uuid, "endReason" text)
  where s.n = any (p_ready) and b.clinic_id = s."clinicId" and b.id = s.id;

  -- The read model of a booking includes its money: every change of the bill raises the version of its last booking.
  update bookings b set updated_at = app_now()
  from jsonb_to_recordset(p_changes -> 'bills') as w (n int, "clinicId" uuid, id uuid)
  where w.n = any (p_ready) and b.clinic_id = w."clinicId" and b.bill_id = w.id
    and not exists (
      select 1 from jsonb_to_recordset(p_changes -> 'bookings') as s (id uuid) where s.id = b.id)
    and not exists (
      select 1 from bookings later where later.clinic_id = b.clinic_id and later.predecessor_id = b.id);
end $$;

create function write_attempts(p_changes jsonb, p_ready int[]) returns void
language plpgsql as $$
begin
  insert into payment_attempts (
    clinic_id, id, payment_id, provider_account_id, provider_payment_id, state, amount_minor, currency, method,
    fee_minor, tax_minor, error_code, error_reason, quarantine_reason, occurred_at, authorized_at, captured_at
  )
  select a."clinicId", a.id, a."paymentId", a."providerAccountId", a."providerPaymentId", a.state, a."amountMinor",
    a.currency, a.method, a."feeMinor", a."taxMinor", a."errorCode", a."errorReason", a.wrong, a."firstSeenAt",
    a."authorizedAt", a."capturedAt"
  from jsonb_to_recordset(p_changes -> 'newAttempts') as a (
      n int, "clinicId" uuid, id uuid, "paymentId" uuid, "providerAccountId" uuid, "providerPaymentId" text, state text,
      "amountMinor" bigint, currency text, method text, "feeMinor" bigint, "taxMinor" bigint, "errorCode" text,
      "errorReason" text, wrong text, "firstSeenAt" timestamptz, "authorizedAt" timestamptz, "capturedAt" timestamptz)
  where a.n = any (p_ready);

  insert into provider_objects (provider_account_id, object_id, kind, clinic_id, payment_id)
  select o."providerAccountId", o."objectId", o.kind, o."clinicId", o."paymentId"
  from jsonb_to_recordset(p_changes -> 'objects') as o (
      n int, "clinicId" uuid, "providerAccountId" uuid, "objectId" text, kind text, "paymentId" uuid)
  where o.n = any (p_ready)
  on conflict do nothing;

  update payment_attempts t set
    state = a.state, amount_minor = a."amountMinor", currency = a.currency, method = a.method, fee_minor = a."feeMinor",
    tax_minor = a."taxMinor", error_code = a."errorCode", error_reason = a."errorReason", quarantine_reason = a.wrong,
    occurred_at = a."firstSeenAt", authorized_at = a."authorizedAt", captured_at = a."capturedAt", ruling = a.ruling, ruled_by = a."ruledBy"
  from jsonb_to_recordset(p_changes -> 'attempts') as a (
    n int, "clinicId" uuid, id uuid, state text, "amountMinor" bigint, currency text, method text, "feeMinor" bigint,
    "taxMinor" bigint, "errorCode" text, "errorReason" text, wrong text, "firstSeenAt" timestamptz,
    "authorizedAt" timestamptz, "capturedAt" timestamptz, ruling text, "ruledBy" uuid)
  where a.n = any (p_ready) and t.clinic_id = a."clinicId" and t.id = a.id;

  update payments p set state = s.state
  from jsonb_to_recordset(p_changes -> 'payments') as s (n int, "clinicId" uuid, id uuid, state text)
  where s.n = any (p_ready) and p.clinic_id = s."clinicId" and p.id = s.id;
end $$;

-- Facts before requests: what is asked back is limited by what is still there.
create function write_refunds(p_changes jsonb, p_ready int[]) returns void
language plpgsql as $$
begin
  insert into provider_refunds as t (
    clinic_id, id, attempt_id, provider_refund_id, request_id, state, amount_minor, currency, bank_reference, occurred_at
  )
  select r."clinicId", r.id, r."attemptId", r."providerRefundId", r."requestId", r.state, r."amountMinor", r.currency,
    r."bankReference", r."occurredAt"
  from jsonb_to_recordset(p_changes -> 'refunds') as r (
    n int, "clinicId" uuid, id uuid, "attemptId" uuid, "providerRefundId" text, "requestId" uuid, state text,
    "amountMinor" bigint, currency text, "bankReference" text, "occurredAt" timestamptz)
  where r.n = any (p_ready)
  on conflict (clinic_id, id) do update set
    request_id = excluded.request_id, state = excluded.state, amount_minor = excluded.amount_minor,
    bank_reference = excluded.bank_reference, occurred_at = excluded.occurred_at, updated_at = app_now();

  update refunds t set state = r.state, amount_minor = r."amountMinor"
  from jsonb_to_recordset(p_changes -> 'requests') as r (
    n int, "clinicId" uuid, id uuid, state text, "amountMinor" bigint)
  where r.n = any (p_ready) and t.clinic_id = r."clinicId" and t.id = r.id;

  insert into refunds (
    clinic_id, id, payment_id, attempt_id, amount_minor, currency, state, reason, cause_key, requested_by, is_asked_again
  )
  select r."clinicId", r.id, r."paymentId", r."attemptId", r."amountMinor", r.currency, r.state, r.reason, r."causeKey",
    r."requestedBy", r."isAskedAgain"
  from jsonb_to_recordset(p_changes -> 'newRequests') as r (
    n int, "clinicId" uuid, id uuid, "paymentId" uuid, "attemptId" uuid, "amountMinor" bigint, currency text, state text,
    reason text, "causeKey" text, "requestedBy" uuid, "isAskedAgain" boolean)
  where r.n = any (p_ready);

  -- A refund that the provider has taken on is looked at again until it is done.
  update payments p set next_poll_at = app_now() + interval '15 minutes'
  from jsonb_to_recordset(p_changes -> 'refunds') as r (n int, "clinicId" uuid, "attemptId" uuid, state text)
    join payment_attempts a on a.clinic_id = r."clinicId" and a.id = r."attemptId"
  where r.n = any (p_ready) and r.state = provider_refund_state('submitted')
    and p.clinic_id = a.clinic_id and p.id = a.payment_id and p.next_poll_at is null and p.provider_order_id is not null;
end $$;

create function write_operations(p_changes jsonb, p_ready int[]) returns void
language plpgsql as $$
begin
  insert into operations (
    clinic_id, id, bill_id, kind, provider_account_id, subject_id, amount_minor, currency, state, tries, next_at, sla_at
  )
  select o."clinicId", o.id, o."billId", o.kind, o."providerAccountId", o."subjectId", o."amountMinor", o.currency,
    o.state, o.tries, o."nextAt", o."slaAt"
  from jsonb_to_recordset(p_changes -> 'newOperations') as o (
    n int, "clinicId" uuid, id uuid, "billId" uuid, kind text, "providerAccountId" uuid, "subjectId" uuid,
    "amountMinor" bigint, currency text, state text, tries int, "nextAt" timestamptz, "slaAt" timestamptz)
  where o.n = any (p_ready);

  update operations t set
    state = o.state, amount_minor = o."amountMinor", tries = o.tries, next_at = o."nextAt", last_error = o."lastError"
  from jsonb_to_recordset(p_changes -> 'operations') as o (
    n int, "clinicId" uuid, id uuid, state text, "amountMinor" bigint, tries int, "nextAt" timestamptz, "lastError" text)
  where o.n = any (p_ready) and t.clinic_id = o."clinicId" and t.id = o.id;

  insert into bill_covers (clinic_id, id, bill_id, booking_id, kind, amount_minor, currency, granted_by)
  select c."clinicId", c.id, c."billId", c."bookingId", c.kind, c."amountMinor", c.currency, c."grantedBy"
  from jsonb_to_recordset(p_changes -> 'covers') as c (
    n int, "clinicId" uuid, id uuid, "billId" uuid, "bookingId" uuid, kind text, "amountMinor" bigint, currency text,
    "grantedBy" uuid)
  where c.n = any (p_ready);

  insert into deposits (clinic_id, id, bill_id, drawer_id, kind, amount_minor, currency, received_by, received_at)
  select d."clinicId", d.id, d."billId", d."drawerId", d.kind, d."amountMinor", d.currency, d."receivedBy", d."receivedAt"
  from jsonb_to_recordset(p_changes -> 'deposits') as d (
    n int, "clinicId" uuid, id uuid, "billId" uuid, "drawerId" uuid, kind text, "amountMinor" bigint, currency text,
    "receivedBy" uuid, "receivedAt" timestamptz)
  where d.n = any (p_ready);
end $$;

create function write_ledger(p_changes jsonb, p_ready int[]) returns void
language plpgsql as $$
begin
  insert into ledger_postings (clinic_id, id, fact_key, bill_id, cause, effective_at)
  select p."clinicId", p.id, 'bill:' || p."billId" || ':' || p.id, p."billId", p.cause, p."effectiveAt"
  from jsonb_to_recordset(p_changes -> 'postings') as p (
    n int, "clinicId" uuid, id uuid, "billId" uuid, cause text, "effectiveAt" timestamptz)
  where p.n = any (p_ready);

  insert into ledger_entries (clinic_id, posting_id, account, owner_id, object_id, amount_minor, currency)
  select e."clinicId", e."postingId", e.account, e."ownerId", e."objectId", e."amountMinor", e.currency
  from jsonb_to_recordset(p_changes -> 'entries') as e (
    n int, "clinicId" uuid, "postingId" uuid, account text, "ownerId" uuid, "objectId" uuid, "amountMinor" bigint,
    currency text)
  where e.n = any (p_ready);

  update items t set closed_at = app_now()
  from jsonb_to_recordset(p_changes -> 'closedItems') as i (n int, "clinicId" uuid, kind text, "subjectId" uuid)
  where i.n = any (p_ready) and t.clinic_id = i."clinicId" and t.kind = i.kind and t.subject_id = i."subjectId"
    and t.closed_at is null;
  insert into items as t (clinic_id, bill_id, kind, subject_id, amount_minor, currency, opened_at)
  select i."clinicId", i."billId", i.kind, i."subjectId", i."amountMinor", i.currency, i."openedAt"
  from jsonb_to_recordset(p_changes -> 'items') as i (
    n int, "clinicId" uuid, "billId" uuid, kind text, "subjectId" uuid, "amountMinor" bigint, currency text,
    "openedAt" timestamptz)
  where i.n = any (p_ready)
  on conflict (clinic_id, kind, subject_id) where closed_at is null
    do update set amount_minor = excluded.amount_minor, currency = excluded.currency;
end $$;

-- Invariant 12: what a patient is told of money commits with what caused it. The booking's version tells two such messages of
-- one booking apart: every change of the bill raises it.
create function write_messages(p_changes jsonb, p_ready int[]) returns void
language sql as $$
  insert into messages (clinic_id, channel, kind, subject_id, subject_version, patient_id, recipient_phone, locale, params)
  select b.clinic_id, 'whatsapp', m.kind, b.id, b.version, p.id, p.phone, p.locale,
    jsonb_build_object('amountMinor', m."amountMinor", 'currency', m.currency)
  from jsonb_to_recordset(p_changes -> 'messages') as m (
      n int, "clinicId" uuid, "bookingId" uuid, kind text, "amountMinor" bigint, currency text)
    join bookings b on b.clinic_id = m."clinicId" and b.id = m."bookingId"
    join patients p on p.clinic_id = b.clinic_id and p.id = b.patient_id
  where m.n = any (p_ready)
  on conflict do nothing
$$;

-- The bill last: its version is what every decision about it was compared with. A bill that only gave a booking away has no sums.
create function write_bills(p_changes jsonb, p_ready int[]) returns void
language sql as $$
  update bills b set
    version = b.version + 1, review_at = w."reviewAt", updated_at = app_now(),
    funds_minor = coalesce(w."fundsMinor", b.funds_minor), held_minor = coalesce(w."heldMinor", b.held_minor),
    asked_back_minor = coalesce(w."askedBackMinor", b.asked_back_minor),
    unknown_back_minor = coalesce(w."unknownBackMinor", b.unknown_back_minor),
    leaving_minor = coalesce(w."leavingMinor", b.leaving_minor),
    returned_minor = coalesce(w."returnedMinor", b.returned_minor),
    refused_minor = coalesce(w."refusedMinor", b.refused_minor),
    wrong_minor = coalesce(w."wrongMinor", b.wrong_minor), wrong_currency = w."wrongCurrency",
    is_checking = coalesce(w."isChecking", b.is_checking)
  from jsonb_to_recordset(p_changes -> 'bills') as w (
    n int, "clinicId" uuid, id uuid, "reviewAt" timestamptz, "fundsMinor" bigint, "heldMinor" bigint,
    "askedBackMinor" bigint, "unknownBackMinor" bigint, "leavingMinor" bigint, "returnedMinor" bigint,
    "refusedMinor" bigint, "wrongMinor" bigint, "wrongCurrency" text, "isChecking" boolean)
  where w.n = any (p_ready) and b.clinic_id = w."clinicId" and b.id = w.id
$$;

-- Writes what still stands; the answer says which change sets did. The caller reads the others again and decides again.
-- Planned for a handful of rows looked up by key: the planner expects a hundred from a JSON list, and would rather read a
-- table from end to end.
create function commit_money(p_system text, p_request_id text, p_changes jsonb) returns int[]
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_ready int[];
begin
  if p_system <> '' then
    perform enter_actor(null, p_system, p_request_id, null, null, null);
  end if;
  v_ready := lock_unmoved(p_changes);
  -- Only the role that receives deliveries may store them.
  if p_changes ? 'events' then
    v_ready := write_events(p_changes, v_ready);
  end if;
  if v_ready = '{}' then
    return v_ready;
  end if;
  perform set_config('app.reason', coalesce(p_changes ->> 'reason', ''), true);
  perform write_attempts(p_changes, v_ready);
  perform write_refunds(p_changes, v_ready);
  perform write_operations(p_changes, v_ready);
  perform write_ledger(p_changes, v_ready);
  perform write_bookings(p_changes, v_ready);
  perform write_messages(p_changes, v_ready);
  perform set_config('app.reason', '', true);
  perform write_bills(p_changes, v_ready);
  return v_ready;
end $$;
