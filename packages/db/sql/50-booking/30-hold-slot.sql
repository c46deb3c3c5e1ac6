-- Claims an idempotency key for a new subject. Null when the key is new, else the subject of the first call with it.
create function claim_key(
  p_clinic uuid, p_user uuid, p_procedure text, p_key text, p_request_hash bytea, p_subject uuid
) returns uuid
language plpgsql as $$
declare
  v_known record;
begin
  insert into idempotency_keys (clinic_id, user_id, procedure, key, request_hash, subject_id)
  select p_clinic, p_user, p_procedure, p_key, p_request_hash, p_subject
  where exists (select 1 from clinics c where c.id = p_clinic)
  on conflict do nothing;
  if found then
    return null;
  end if;
  select k.request_hash, k.subject_id into v_known from idempotency_keys k
  where k.clinic_id = p_clinic and k.user_id = p_user and k.procedure = p_procedure and k.key = p_key;
  if v_known.subject_id is null then
    perform refuse('NOT_FOUND', 'clinic');
  elsif v_known.request_hash <> p_request_hash then
    perform refuse('IDEMPOTENCY_KEY_REUSED', 'other body');
  end if;
  return v_known.subject_id;
end $$;

-- The clinic's offer at this time; raises when there is none.
create function check_offer(
  p_clinic uuid, p_doctor uuid, p_service uuid, p_patient uuid, p_starts timestamptz,
  out time_zone text, out hold_ttl_seconds int, out payment_mode text, out cancellation_policy jsonb,
  out duration_minutes int, out price_minor bigint, out currency text
)
language plpgsql as $$
declare
  v_reason text;
begin
  select c.time_zone, c.hold_ttl_seconds, c.payment_mode, c.cancellation_policy, s.duration_minutes, s.price_minor, s.currency
  into time_zone, hold_ttl_seconds, payment_mode, cancellation_policy, duration_minutes, price_minor, currency
  from services s
    join clinics c on c.id = s.clinic_id
    join doctor_services ds on ds.clinic_id = s.clinic_id and ds.service_id = s.id
  where s.clinic_id = p_clinic and s.id = p_service and ds.doctor_id = p_doctor and s.active;
  if not found or not exists (select 1 from patients p where p.clinic_id = p_clinic and p.id = p_patient) then
    perform refuse('NOT_FOUND', 'clinic, doctor, service or patient');
  end if;
  v_reason := slot_refusal(p_clinic, p_doctor, duration_minutes, time_zone, p_starts);
  if v_reason is not null then
    perform refuse(case v_reason when 'no_such_doctor' then 'NOT_FOUND' else 'SLOT_NOT_OFFERED' end, v_reason);
  end if;
end $$;

-- Hot verb `hold-slot` (ADR 0002): the whole use-case in one round trip, in the order of every use-case.
-- Runs with the caller's rights. A rejection raises HF001 and rolls back everything, the idempotency key included.
create function hold_slot(
  p_user uuid, p_request_id text, p_clinic uuid, p_doctor uuid, p_service uuid, p_patient uuid,
  p_starts timestamptz, p_keep_if_late boolean, p_max_open_holds int, p_key text, p_request_hash bytea,
  p_family uuid default null
) returns table (replayed boolean, booking booking_views)
language plpgsql as $$
declare
  v_actor record;
  v_offer record;
  v_known uuid;
  v_booking uuid := uuidv7();
  v_payment uuid := uuidv7();
  v_bill uuid := uuidv7();
  v_during tstzrange;
  v_at_desk boolean;
begin
  select * into v_actor from enter_actor(p_user, '', p_request_id, p_clinic, null, null, p_family);
  if v_actor.user_status = 'logged_out' then
    perform refuse('UNAUTHENTICATED', 'logged out');
  end if;
  if v_actor.user_status is distinct from 'active' then
    perform refuse('ACCOUNT_SUSPENDED', 'suspended');
  end if;
  -- Only desk staff book for patients outside their own account.
  v_at_desk := v_actor.roles && capability_roles('bookings.hold');
  if not v_at_desk and not p_patient = any (actor_patients()) then
    perform refuse('NOT_FOUND', 'patient of another account');
  end if;

  if p_key is not null then
    v_known := claim_key(p_clinic, p_user, 'bookings.hold', p_key, p_request_hash, v_booking);
    if v_known is not null then
      return query select true, v from booking_views v where v.clinic_id = p_clinic and v.id = v_known;
      return;
    end if;
  end if;

  select * into v_offer from check_offer(p_clinic, p_doctor, p_service, p_patient, p_starts);
  if not v_at_desk then
    -- The count sees committed holds only, so concurrent holds of one account are serialized.
    perform pg_advisory_xact_lock(hashtextextended('open-holds:' || p_user, 0));
    if (
      select count(*) from bookings b
      where b.created_by = p_user and booking_is_unpaid(b.state) and b.hold_expires_at > app_now()
    ) >= p_max_open_holds then
      perform refuse('HOLD_LIMIT', 'open holds');
    end if;
  end if;

  v_during := tstzrange(p_starts, p_starts + make_interval(mins => v_offer.duration_minutes));
  perform retire_expired_holds(p_clinic, p_doctor, v_during);
  insert into bookings (
    clinic_id, id, patient_id, doctor_id, service_id, during, visit_date, hold_expires_at, price_minor, currency,
    policy_snapshot, keep_if_late, payment_id, bill_id, created_by
  ) values (
    p_clinic, v_booking, p_patient, p_doctor, p_service, v_during, (p_starts at time zone v_offer.time_zone)::date,
    app_now() + make_interval(secs => v_offer.hold_ttl_seconds), v_offer.price_minor, v_offer.currency,
    v_offer.cancellation_policy, p_keep_if_late, v_payment, v_bill, p_user
  );
  -- A bill of nothing is covered from the start.
  if v_offer.price_minor = 0 then
    update bookings set state = booking_state('confirmed') where clinic_id = p_clinic and id = v_booking;
  end if;
  insert into audit_log (clinic_id, actor, action, subject_id, request_id)
  values (p_clinic, actor_name(), 'bookings.hold', v_booking, p_request_id);
  return query select false, v from booking_views v where v.clinic_id = p_clinic and v.id = v_booking;
end $$;
