-- A bill with everything that decides about its money, in one value. Lists are small: one patient, one chain of bookings.

-- A live, unpaid booking of the same patient, doctor and time on another bill without money: late money is meant for it.
create function rebooked_of(p_booking bookings) returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'id', b.id, 'state', b.state, 'version', b.version, 'startsAt', lower(b.during), 'keepIfLate', b.keep_if_late,
    'billId', b.bill_id, 'billVersion', l.version, 'amountMinor', b.price_minor)
  from bookings b join bills l on l.clinic_id = b.clinic_id and l.id = b.bill_id
  where b.clinic_id = p_booking.clinic_id and b.patient_id = p_booking.patient_id and b.doctor_id = p_booking.doctor_id
    and b.during = p_booking.during and b.bill_id <> p_booking.bill_id and booking_is_unpaid(b.state)
    and b.hold_expires_at > app_now() and b.price_minor = p_booking.price_minor
    and not exists (
      select 1 from payments p join payment_attempts a on a.clinic_id = p.clinic_id and a.payment_id = p.id
      where p.clinic_id = b.clinic_id and p.bill_id = b.bill_id and attempt_holds_money(a.state))
  order by b.id limit 1
$$;

-- Whether an expired booking's time may be taken again: free, and still offered by a doctor who works then.
create function can_be_retaken(p_booking bookings) returns boolean
language sql stable as $$
  select p_booking.state = booking_state('expired') and p_booking.keep_if_late and lower(p_booking.during) > app_now()
    and not exists (
      select 1 from busy_ranges(p_booking.clinic_id, array[p_booking.doctor_id], p_booking.during))
    and coalesce(slot_refusal(
      p_booking.clinic_id, p_booking.doctor_id,
      (extract(epoch from upper(p_booking.during) - lower(p_booking.during)) / 60)::int,
      (select c.time_zone from clinics c where c.id = p_booking.clinic_id), lower(p_booking.during)
    ), '') in ('', 'too_soon', 'too_far')
$$;

create function bookings_of_bill(p_clinic uuid, p_bill uuid) returns jsonb
language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', b.id, 'state', b.state, 'version', b.version, 'startsAt', lower(b.during), 'keepIfLate', b.keep_if_late,
    'predecessorId', b.predecessor_id, 'priceMinor', b.price_minor,
    'endedAt', h.at, 'endedBy', case when h.actor like 'user:%' then split_part(h.actor, ':', 2) end,
    'canBeRetaken', can_be_retaken(b), 'rebooked', case when b.state = booking_state('expired') then rebooked_of(b) end
  ) order by b.created_at, b.id), '[]')
  from bookings b
    -- The row itself is written again with every change of its money: when it ended, and by whom, is in its history.
    left join lateral (
      select e.at, e.actor from state_history e
      where booking_is_ended(b.state) and e.clinic_id = b.clinic_id and e.subject_id = b.id and e.machine = 'booking'
        and e.to_state = b.state limit 1
    ) h on true
  where b.clinic_id = p_clinic and b.bill_id = p_bill
$$;

create function attempts_of_bill(p_clinic uuid, p_bill uuid) returns jsonb
language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', a.id, 'paymentId', a.payment_id, 'providerAccountId', a.provider_account_id, 'providerPaymentId', a.provider_payment_id,
    'state', a.state, 'amountMinor', a.amount_minor, 'currency', a.currency, 'method', a.method, 'feeMinor', a.fee_minor,
    'taxMinor', a.tax_minor, 'errorCode', a.error_code, 'errorReason', a.error_reason, 'firstSeenAt', a.occurred_at,
    'authorizedAt', a.authorized_at, 'capturedAt', a.captured_at, 'ruling', a.ruling, 'ruledBy', a.ruled_by
  ) order by a.created_at, a.id), '[]')
  from payments p
    join payment_attempts a on a.clinic_id = p.clinic_id and a.payment_id = p.id
  where p.clinic_id = p_clinic and p.bill_id = p_bill
$$;

create function refunds_of_bill(p_clinic uuid, p_bill uuid) returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'refunds', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', r.id, 'attemptId', r.attempt_id, 'providerRefundId', r.provider_refund_id, 'requestId', r.request_id,
        'state', r.state, 'amountMinor', r.amount_minor, 'currency', r.currency, 'bankReference', r.bank_reference,
        'occurredAt', r.occurred_at) order by r.created_at, r.id)
      from payments p
        join payment_attempts a on a.clinic_id = p.clinic_id and a.payment_id = p.id
        join provider_refunds r on r.clinic_id = a.clinic_id and r.attempt_id = a.id
      where p.clinic_id = p_clinic and p.bill_id = p_bill), '[]'),
    'requests', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', r.id, 'attemptId', r.attempt_id, 'amountMinor', r.amount_minor, 'currency', r.currency, 'reason', r.reason,
        'causeKey', r.cause_key, 'requestedBy', r.requested_by, 'isAskedAgain', r.is_asked_again, 'state', r.state
      ) order by r.created_at, r.id)
      from payments p join refunds r on r.clinic_id = p.clinic_id and r.payment_id = p.id
      where p.clinic_id = p_clinic and p.bill_id = p_bill), '[]'),
    'operations', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', o.id, 'kind', o.kind, 'providerAccountId', o.provider_account_id, 'subjectId', o.subject_id,
        'amountMinor', o.amount_minor, 'currency', o.currency, 'state', o.state, 'tries', o.tries, 'fence', o.fence, 'nextAt', o.next_at,
        'slaAt', o.sla_at, 'lastError', o.last_error) order by o.created_at, o.id)
      from operations o where o.clinic_id = p_clinic and o.bill_id = p_bill), '[]'))
$$;

create function ledger_of_bill(p_clinic uuid, p_bill uuid) returns jsonb
language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'account', s.account, 'ownerId', s.owner_id, 'objectId', s.object_id, 'currency', s.currency,
    'amountMinor', s.amount_minor)), '[]')
  from (
    select e.account, e.owner_id, e.object_id, e.currency, sum(e.amount_minor) as amount_minor
    from ledger_postings p join ledger_entries e on e.clinic_id = p.clinic_id and e.posting_id = p.id
    where p.clinic_id = p_clinic and p.bill_id = p_bill
    group by e.account, e.owner_id, e.object_id, e.currency having sum(e.amount_minor) <> 0
  ) s
$$;

create function read_bill(p_clinic uuid, p_bill uuid) returns jsonb
language sql stable as $$
  select refunds_of_bill(b.clinic_id, b.id) || jsonb_build_object(
    'id', b.id, 'clinicId', b.clinic_id, 'version', b.version, 'patientId', b.patient_id, 'currency', b.currency,
    'mode', b.mode, 'reviewAt', b.review_at, 'now', app_now(),
    'sums', jsonb_build_object(
      'fundsMinor', b.funds_minor, 'heldMinor', b.held_minor, 'askedBackMinor', b.asked_back_minor,
      'unknownBackMinor', b.unknown_back_minor, 'leavingMinor', b.leaving_minor, 'returnedMinor', b.returned_minor,
      'refusedMinor', b.refused_minor, 'wrongMinor', b.wrong_minor, 'wrongCurrency', b.wrong_currency,
      'isChecking', b.is_checking),
    'bookings', bookings_of_bill(b.clinic_id, b.id), 'attempts', attempts_of_bill(b.clinic_id, b.id),
    'posted', ledger_of_bill(b.clinic_id, b.id),
    'covers', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', c.id, 'bookingId', c.booking_id, 'kind', c.kind, 'amountMinor', c.amount_minor,
        'grantedBy', c.granted_by) order by c.id)
      from bill_covers c where c.clinic_id = b.clinic_id and c.bill_id = b.id), '[]'),
    'payments', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', p.id, 'providerAccountId', p.provider_account_id, 'askedMinor', p.amount_minor, 'state', p.state) order by p.id)
      from payments p
      where p.clinic_id = b.clinic_id and p.bill_id = b.id), '[]'),
    'deposits', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', d.id, 'kind', d.kind, 'drawerId', d.drawer_id, 'amountMinor', d.amount_minor,
        'receivedBy', d.received_by, 'receivedAt', d.received_at
      ) order by d.id)
      from deposits d where d.clinic_id = b.clinic_id and d.bill_id = b.id), '[]'),
    'items', coalesce((
      select jsonb_agg(jsonb_build_object(
        'kind', i.kind, 'subjectId', i.subject_id, 'amountMinor', i.amount_minor, 'currency', i.currency,
        'openedAt', i.opened_at) order by i.id)
      from items i where i.clinic_id = b.clinic_id and i.bill_id = b.id and i.closed_at is null), '[]'),
    'accounts', coalesce((
      select jsonb_object_agg(a.id, jsonb_build_object(
        'mode', a.mode, 'minRefundMinor', coalesce((a.capabilities -> 'minRefundMinor' ->> b.currency)::bigint, 0)))
      from provider_accounts a
      where a.id in (
        select p.provider_account_id from payments p
        where p.clinic_id = b.clinic_id and p.bill_id = b.id)), '{}'))
  from bills b where b.clinic_id = p_clinic and b.id = p_bill
$$;
