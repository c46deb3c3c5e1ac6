-- Invariant 1 under a dead worker: whoever wants a slot first retires the holds on it that have lapsed by the
-- database's clock. DEFINER, because the lapsed hold is somebody else's.
create function retire_lapsed_holds(p_clinic uuid, p_resource uuid, p_during tstzrange) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_system text := current_setting('app.system', true);
  v_count int := 0;
begin
  if not exists (
    select 1 from booking_resources r join bookings b on b.clinic_id = r.clinic_id and b.id = r.booking_id
    where r.clinic_id = p_clinic and r.resource_id = p_resource and r.live and r.during && p_during
      and b.state in ('held', 'awaiting_payment') and b.hold_expires_at <= clock_timestamp()
  ) then
    return 0;
  end if;
  perform set_config('app.system', 'system:expiry', true);
  with lapsed as (
    select b.id from booking_resources r join bookings b on b.clinic_id = r.clinic_id and b.id = r.booking_id
    where r.clinic_id = p_clinic and r.resource_id = p_resource and r.live and r.during && p_during
      and b.state in ('held', 'awaiting_payment') and b.hold_expires_at <= clock_timestamp()
    order by b.id
    for update of b
  )
  update bookings b set state = 'expired', end_reason = 'hold_lapsed'
  from lapsed where b.clinic_id = p_clinic and b.id = lapsed.id
    and b.state in ('held', 'awaiting_payment') and b.hold_expires_at <= clock_timestamp();
  get diagnostics v_count = row_count;
  perform set_config('app.system', coalesce(v_system, ''), true);
  return v_count;
end $$;

-- Taken ranges of a resource, and nothing else about them. Lapsed holds do not count.
create function busy_ranges(p_clinic uuid, p_resources uuid[], p_window tstzrange)
returns table (resource_id uuid, during tstzrange)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.resource_id, r.during
  from booking_resources r join bookings b on b.clinic_id = r.clinic_id and b.id = r.booking_id
  where r.clinic_id = p_clinic and r.resource_id = any (p_resources) and r.live and r.lane = 0 and r.during && p_window
    and not (b.state in ('held', 'awaiting_payment') and b.hold_expires_at <= clock_timestamp())
$$;

-- Why a time is not offered, or null when it is. Mirrors `slotsOfDay` in core: the same table of cases tests both.
create function slot_refusal(p_clinic uuid, p_doctor uuid, p_minutes int, p_zone text, p_starts timestamptz) returns text
language plpgsql stable as $$
declare
  v_day date := (p_starts at time zone p_zone)::date;
  v_ends timestamptz := p_starts + make_interval(mins => p_minutes);
  v_doctor doctors;
begin
  select * into v_doctor from doctors where clinic_id = p_clinic and id = p_doctor and active;
  if not found then
    return 'no_such_doctor';
  end if;
  if p_starts <= clock_timestamp() + make_interval(mins => v_doctor.min_notice_minutes) then
    return 'too_soon';
  end if;
  if p_starts > clock_timestamp() + make_interval(hours => 24 * v_doctor.max_horizon_days) then
    return 'too_far';
  end if;
  if not exists (
    select 1 from schedule_rules r
    where r.clinic_id = p_clinic and r.doctor_id = p_doctor and r.weekday = extract(isodow from v_day)
      and r.valid_from <= v_day and (r.valid_until is null or r.valid_until >= v_day)
      and p_starts >= (v_day + r.opens) at time zone p_zone
      and v_ends <= (v_day + r.closes) at time zone p_zone
      and mod(extract(epoch from p_starts - ((v_day + r.opens) at time zone p_zone))::bigint, p_minutes * 60) = 0
      and date_trunc('second', p_starts) = p_starts
  ) then
    return 'outside_schedule';
  end if;
  if exists (
    select 1 from schedule_leaves l
    where l.clinic_id = p_clinic and l.doctor_id = p_doctor and l.during && tstzrange(p_starts, v_ends)
  ) then
    return 'on_leave';
  end if;
  return null;
end $$;
