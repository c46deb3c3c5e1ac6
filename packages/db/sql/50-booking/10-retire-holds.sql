-- Invariant 1 without a running worker: anyone who takes a slot first retires its holds that have expired by the
-- database's clock. DEFINER, because the expired hold belongs to another user.
create function retire_expired_holds(p_clinic uuid, p_resource uuid, p_during tstzrange) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_system text := current_setting('app.system', true);
  v_count int := 0;
begin
  if not exists (
    select 1 from booking_resources r join bookings b on b.clinic_id = r.clinic_id and b.id = r.booking_id
    where r.clinic_id = p_clinic and r.resource_id = p_resource and r.live and r.during && p_during
      and booking_is_unpaid(b.state) and b.hold_expires_at <= app_now()
  ) then
    return 0;
  end if;
  perform set_config('app.system', 'system:expiry', true);
  with expired as (
    select b.id from booking_resources r join bookings b on b.clinic_id = r.clinic_id and b.id = r.booking_id
    where r.clinic_id = p_clinic and r.resource_id = p_resource and r.live and r.during && p_during
      and booking_is_unpaid(b.state) and b.hold_expires_at <= app_now()
    order by b.id
    for update of b
  )
  update bookings b set state = booking_state('expired'), end_reason = 'hold_lapsed'
  from expired where b.clinic_id = p_clinic and b.id = expired.id
    and booking_is_unpaid(b.state) and b.hold_expires_at <= app_now();
  get diagnostics v_count = row_count;
  perform set_config('app.system', coalesce(v_system, ''), true);
  return v_count;
end $$;

-- Busy ranges of a resource, and nothing else about them. Expired holds do not count.
create function busy_ranges(p_clinic uuid, p_resources uuid[], p_window tstzrange)
returns table (resource_id uuid, during tstzrange)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.resource_id, r.during
  from booking_resources r join bookings b on b.clinic_id = r.clinic_id and b.id = r.booking_id
  where r.clinic_id = p_clinic and r.resource_id = any (p_resources) and r.live and r.lane = 0 and r.during && p_window
    and not (booking_is_unpaid(b.state) and b.hold_expires_at <= app_now())
$$;
