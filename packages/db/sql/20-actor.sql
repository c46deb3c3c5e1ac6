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

-- Status, roles in a clinic and platform role of the actor, in one read. Roles are empty for an account that is not on the
-- clinic's staff, and null for one that is not active.
create function live_actor(p_clinic uuid, out user_status text, out roles text[], out is_operator boolean)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  select array(select m.role from memberships m where m.user_id = u.id and m.clinic_id = p_clinic),
    coalesce(u.platform_role = 'operator', false)
  into roles, is_operator
  from users u
  where u.id = nullif(current_setting('app.user_id', true), '')::uuid and u.status = 'active';
  user_status := case when found then 'active' else 'suspended' end;
  is_operator := coalesce(is_operator, false);
end $$;

-- Roles of the actor by clinic, read once per statement where rows of several clinics are shown; null without an actor.
-- An account has one role in a clinic (the key of `memberships`).
create function actor_roles() returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_object_agg(m.clinic_id, jsonb_build_array(m.role)) filter (where m.clinic_id is not null), '{}')
  from users u left join memberships m on m.user_id = u.id
  where u.id = nullif(current_setting('app.user_id', true), '')::uuid and u.status = 'active'
  group by u.id
$$;

-- Clinics in which the actor holds one of the roles. One call per statement: policies wrap it in a sub-select.
create function actor_clinics(p_roles text[]) returns uuid[]
language sql stable security definer set search_path = public, pg_temp as $$
  select array(
    select m.clinic_id from users u join memberships m on m.user_id = u.id
    where u.id = nullif(current_setting('app.user_id', true), '')::uuid and u.status = 'active' and m.role = any (p_roles))
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
  select array(
    select p.id from users u join patients p on p.user_id = u.id
    where u.id = nullif(current_setting('app.user_id', true), '')::uuid and u.status = 'active')
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
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  -- One statement per kind: each keeps its plan, where a CASE over all kinds would be planned for every call.
  case p_kind
    when 'booking' then return (select clinic_id from bookings where id = p_id);
    when 'bill' then return (select clinic_id from bills where id = p_id);
    when 'payment' then return (select clinic_id from payments where id = p_id);
    when 'doctor' then return (select clinic_id from doctors where id = p_id);
    when 'message' then return (select clinic_id from messages where id = p_id);
    when 'drawer' then return (select clinic_id from drawers where id = p_id);
    when 'provider_account' then return (select clinic_id from provider_accounts where id = p_id);
    else return null;
  end case;
end $$;

-- Whether a subject belongs to a patient of the actor's own account. A subject without a patient belongs to no account.
create function actor_owns(p_kind text, p_id uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from users u join patients p on p.user_id = u.id
    where u.id = nullif(current_setting('app.user_id', true), '')::uuid and u.status = 'active'
      and p.id = case p_kind
        when 'booking' then (select patient_id from bookings where id = p_id)
        when 'bill' then (select patient_id from bills where id = p_id)
        when 'payment' then (select patient_id from payments where id = p_id)
      end)
$$;

-- Whether a log-in still stands; every request of its tokens asks. Null is no log-in at all: the system's own calls.
create function is_session_over(p_family uuid, p_user uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select p_family is not null and not exists (
    select 1 from session_families f where f.id = p_family and f.user_id = p_user and f.ended_at is null)
$$;

-- First statement of every transaction: sets the actor for this transaction only and reads role and status live.
create function enter_actor(
  p_user uuid, p_system text, p_request_id text, p_clinic uuid, p_subject_kind text, p_subject_id uuid,
  p_family uuid default null
) returns table (clinic_id uuid, user_status text, roles text[], is_operator boolean, owns_subject boolean)
language plpgsql as $$
declare
  v_live record;
begin
  clinic_id := coalesce(p_clinic, route_subject(p_subject_kind, p_subject_id));
  is_operator := false;
  owns_subject := false;
  perform set_config('app.user_id', coalesce(p_user::text, ''), true), set_config('app.system', coalesce(p_system, ''), true),
    set_config('app.request_id', coalesce(p_request_id, ''), true), set_config('app.reason', '', true);
  if p_user is not null then
    v_live := live_actor(clinic_id);
    user_status := case when is_session_over(p_family, p_user) then 'logged_out' else v_live.user_status end;
    roles := v_live.roles;
    is_operator := v_live.is_operator;
    owns_subject := p_subject_id is not null and actor_owns(p_subject_kind, p_subject_id);
  end if;
  return next;
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
