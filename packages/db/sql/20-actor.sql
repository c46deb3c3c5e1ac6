-- The actor of a transaction: set by `enter_actor`, read live by every policy.

-- Rejections by our own functions: SQLSTATE HF001, message = stable reason, detail = public error code.
create function refuse(p_code text, p_reason text) returns void
language plpgsql as $$
begin
  raise exception using errcode = 'HF001', message = p_reason, detail = p_code;
end $$;

create function actor_system() returns text
language sql stable as $$ select coalesce(current_setting('app.system', true), '') $$;

-- The user behind this transaction, null when unknown or suspended, so that a suspension takes effect at once.
create function current_actor_id() returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select id from users
  where id = nullif(current_setting('app.user_id', true), '')::uuid and status = 'active'
$$;

-- Roles of the actor in a clinic; empty for an active account that is not on its staff, null otherwise.
create function current_actor_roles(p_clinic uuid) returns text[]
language sql stable security definer set search_path = public, pg_temp as $$
  select array(select m.role from memberships m where m.user_id = u.id and m.clinic_id = p_clinic)
  from users u
  where u.id = nullif(current_setting('app.user_id', true), '')::uuid and u.status = 'active'
$$;

-- Roles of the actor by clinic, read once per statement where rows of several clinics are shown; null without an actor.
create function actor_roles() returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_object_agg(m.clinic_id, m.roles) filter (where m.clinic_id is not null), '{}')
  from users u left join lateral (
    select s.clinic_id, jsonb_agg(s.role) as roles from memberships s where s.user_id = u.id group by s.clinic_id
  ) m on true
  where u.id = nullif(current_setting('app.user_id', true), '')::uuid and u.status = 'active'
  group by u.id
$$;

-- Clinics in which the actor holds one of the roles. One call per statement: policies wrap it in a sub-select.
create function actor_clinics(p_roles text[]) returns uuid[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(m.clinic_id), '{}')
  from users u join memberships m on m.user_id = u.id
  where u.id = nullif(current_setting('app.user_id', true), '')::uuid and u.status = 'active' and m.role = any (p_roles)
$$;

-- Clinics in which the actor has one of the capabilities. For policies: inlined, with the roles as a constant.
create function actor_clinics_with(variadic p_capabilities text[]) returns uuid[]
language sql stable as $$ select actor_clinics(roles_with(variadic p_capabilities)) $$;

-- Clinics in which the actor may change bookings in any way; the procedure checks which change is allowed.
create function actor_clinics_that_change_bookings() returns uuid[]
language sql stable as $$
  select actor_clinics_with('bookings.hold', 'bookings.checkIn', 'bookings.start', 'bookings.complete', 'bookings.noShow',
    'bookings.cancel', 'bookings.permitDeskPayment')
$$;

-- Patients of the actor's own account, over all clinics.
create function actor_patients() returns uuid[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(p.id), '{}')
  from users u join patients p on p.user_id = u.id
  where u.id = nullif(current_setting('app.user_id', true), '')::uuid and u.status = 'active'
$$;

create function actor_is_operator() returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from users
    where id = nullif(current_setting('app.user_id', true), '')::uuid and status = 'active' and platform_role = 'operator'
  )
$$;

-- Clinic of a subject, for commands that name only the subject. Reveals nothing else.
create function route_subject(p_kind text, p_id uuid) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select case p_kind
    when 'booking' then (select clinic_id from bookings where id = p_id)
    when 'payment' then (select clinic_id from payments where id = p_id)
    when 'doctor' then (select clinic_id from doctors where id = p_id)
    when 'message' then (select clinic_id from messages where id = p_id)
  end
$$;

-- Whether a subject belongs to a patient of the actor's own account. A subject without a patient belongs to no account.
create function actor_owns(p_kind text, p_id uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from users u join patients p on p.user_id = u.id
    where u.id = nullif(current_setting('app.user_id', true), '')::uuid and u.status = 'active'
      and p.id = case p_kind
        when 'booking' then (select patient_id from bookings where id = p_id)
        when 'payment' then (select patient_id from payments where id = p_id)
      end)
$$;

-- First statement of every transaction: sets the actor for this transaction only and reads role and status live.
create function enter_actor(
  p_user uuid, p_system text, p_request_id text, p_clinic uuid, p_subject_kind text, p_subject_id uuid
) returns table (clinic_id uuid, user_status text, roles text[], is_operator boolean, owns_subject boolean)
language plpgsql as $$
declare
  v_clinic uuid := coalesce(p_clinic, route_subject(p_subject_kind, p_subject_id));
begin
  perform set_config('app.user_id', coalesce(p_user::text, ''), true);
  perform set_config('app.system', coalesce(p_system, ''), true);
  perform set_config('app.request_id', coalesce(p_request_id, ''), true);
  perform set_config('app.reason', '', true);
  if p_user is null then
    return query select v_clinic, null::text, null::text[], false, false;
    return;
  end if;
  return query
    select v_clinic,
           case when current_actor_id() is not null then 'active' else 'suspended' end,
           case when v_clinic is not null then current_actor_roles(v_clinic) end,
           actor_is_operator(),
           case when p_subject_id is not null then actor_owns(p_subject_kind, p_subject_id) else false end;
end $$;

-- How history and audit name the actor of the current transaction.
create function actor_name() returns text
language sql stable as $$
  select case
    when actor_system() <> '' then actor_system()
    when coalesce(current_setting('app.user_id', true), '') <> '' then 'user:' || current_setting('app.user_id', true)
    else 'owner'
  end
$$;
