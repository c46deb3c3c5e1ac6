-- Sealed secrets for the processes that open accounts. No log-in role may read the tables: these functions are the only way, for
-- ingest and worker alone, and only for the system.

create function require_system() returns void
language plpgsql stable as $$
begin
  if actor_system() = '' then
    perform refuse('FORBIDDEN', 'only the system reads keys');
  end if;
end $$;

create function read_data_key(p_clinic uuid) returns table (id uuid, wrapped_by text, wrapped bytea)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform require_system();
  return query select k.id, k.wrapped_by, k.wrapped from data_keys k where k.clinic_id = p_clinic;
end $$;

-- The first key of a clinic is the clinic's: of two that are made at once the later caller gets the earlier one.
create function keep_data_key(p_clinic uuid, p_id uuid, p_wrapped_by text, p_wrapped bytea)
returns table (id uuid, wrapped_by text, wrapped bytea)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform require_system();
  insert into data_keys (clinic_id, id, wrapped_by, wrapped) values (p_clinic, p_id, p_wrapped_by, p_wrapped)
  on conflict do nothing;
  return query select k.id, k.wrapped_by, k.wrapped from data_keys k where k.clinic_id = p_clinic;
end $$;

create function data_keys_to_rewrap(p_wrapped_by text)
returns table (clinic_id uuid, id uuid, wrapped_by text, wrapped bytea)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform require_system();
  return query select k.clinic_id, k.id, k.wrapped_by, k.wrapped from data_keys k where k.wrapped_by <> p_wrapped_by;
end $$;

-- Compare-and-set: two processes that rewrap at once leave one result. What the key seals stays as it is.
create function rewrap_data_key(p_clinic uuid, p_id uuid, p_old bytea, p_wrapped_by text, p_wrapped bytea) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform require_system();
  update data_keys k set wrapped_by = p_wrapped_by, wrapped = p_wrapped, wrapped_at = app_now()
  where k.clinic_id = p_clinic and k.id = p_id and k.wrapped = p_old;
  return found;
end $$;

-- What an account is opened with, and what of it waits for an approval.
create function read_sealed_secrets(p_account uuid) returns table (
  clinic_id uuid, id uuid, key_change_id uuid, purpose text, data_key_id uuid, wrapped_by text, wrapped bytea, nonce bytea,
  sealed bytea, is_active boolean)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform require_system();
  return query
    select s.clinic_id, s.id, s.key_change_id, s.purpose, s.data_key_id, k.wrapped_by, k.wrapped, s.nonce, s.sealed,
      s.active_since is not null
    from provider_accounts a
      join sealed_secrets s on s.clinic_id = a.clinic_id and s.provider_account_id = a.id
      join data_keys k on k.clinic_id = s.clinic_id and k.id = s.data_key_id
    where a.id = p_account and s.retired_at is null;
end $$;
