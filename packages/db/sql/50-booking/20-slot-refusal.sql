-- Why a time is not offered, or null when it is. Mirrors `slotsOfDay` in core; one table of cases tests both.
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
  if p_starts <= app_now() + make_interval(mins => v_doctor.min_notice_minutes) then
    return 'too_soon';
  end if;
  if p_starts > app_now() + make_interval(hours => 24 * v_doctor.max_horizon_days) then
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
