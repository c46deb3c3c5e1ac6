-- New keys of an account: asked for by one person, used after a second one has approved them where they are live. No person may
-- write these tables, so the functions run as the owner and check by themselves who calls.

create function require_key_manager(p_clinic uuid) returns uuid
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not (p_clinic = any (actor_clinics_with('providerAccounts.manage'))) then
    perform refuse('FORBIDDEN', 'not one who manages provider accounts here');
  end if;
  return current_actor_id();
end $$;

-- What is retired is erased: its row says that it was, and when.
create function retire_secrets(p_clinic uuid, p_ids uuid[]) returns void
language sql security definer set search_path = public, pg_temp as $$
  update sealed_secrets set retired_at = app_now(), nonce = null, sealed = null
  where clinic_id = p_clinic and id = any (p_ids) and retired_at is null
$$;

-- A draft names a new account; without one the account has its row. Sealed by the caller, with the ids that it chose.
create function ask_for_keys(
  p_clinic uuid, p_account uuid, p_change uuid, p_reason text, p_draft jsonb, p_secrets jsonb
) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_person uuid := require_key_manager(p_clinic);
  v_account provider_accounts;
  v_is_new boolean;
begin
  if p_draft is null then
    select * into v_account from provider_accounts where id = p_account and clinic_id = p_clinic for update;
    if not found then
      perform refuse('NOT_FOUND', 'account');
    elsif not provider_account_is_open(v_account.state) then
      perform refuse('STATE_CONFLICT', v_account.state);
    end if;
  else
    insert into provider_accounts (id, clinic_id, provider, account_ref, mode, currencies, rails, capabilities, state)
    values (
      p_account, p_clinic, p_draft ->> 'provider', p_draft ->> 'account_ref', p_draft ->> 'mode',
      array(select jsonb_array_elements_text(p_draft -> 'offers' -> 'currencies')),
      array(select jsonb_array_elements_text(p_draft -> 'offers' -> 'rails')), p_draft -> 'offers' -> 'capabilities',
      provider_account_state('pending'))
    on conflict (provider, account_ref, mode) do nothing;
    v_is_new := found;
    select * into v_account from provider_accounts
    where provider = p_draft ->> 'provider' and account_ref = p_draft ->> 'account_ref' and mode = p_draft ->> 'mode' for update;
    if not v_is_new then
      -- Only the clinic's own row that was closed is taken up again; the keys are sealed for this row.
      if v_account.id <> p_account or v_account.clinic_id is distinct from p_clinic
          or v_account.state <> provider_account_state('closed') then
        perform refuse('ACCOUNT_TAKEN', 'the account has a row');
      end if;
      update provider_accounts set state = provider_account_state('pending') where id = p_account;
    end if;
  end if;
  if exists (select 1 from key_changes where clinic_id = p_clinic and provider_account_id = v_account.id
      and applied_at is null and withdrawn_at is null) then
    perform refuse('STATE_CONFLICT', 'other keys wait for their confirmation');
  end if;
  insert into key_changes (clinic_id, id, provider_account_id, mode, reason, requested_by)
  values (p_clinic, p_change, v_account.id, v_account.mode, p_reason, v_person);
  insert into sealed_secrets (clinic_id, id, provider_account_id, key_change_id, purpose, data_key_id, nonce, sealed, last_four)
  select p_clinic, s.id, v_account.id, p_change, s.purpose, s.data_key_id, decode(s.nonce, 'base64'), decode(s.sealed, 'base64'),
    s.last_four
  from jsonb_to_recordset(p_secrets)
    as s (id uuid, purpose text, data_key_id uuid, nonce text, sealed text, last_four text);
  return v_account.id;
end $$;

-- Uses the keys that were asked for. Each replaces the one of its purpose; what is kept beside them (the webhook secret before, sealed
-- again for its new purpose) was made of the keys of `p_keys_version`, so that any change in between is a conflict.
create function apply_keys(p_clinic uuid, p_account uuid, p_change uuid, p_keys_version int, p_kept jsonb) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_person uuid := require_key_manager(p_clinic);
  v_account provider_accounts;
  v_change key_changes;
begin
  select * into v_account from provider_accounts where id = p_account and clinic_id = p_clinic for update;
  select * into v_change from key_changes
  where clinic_id = p_clinic and id = p_change and provider_account_id = p_account for update;
  if not found then
    perform refuse('NOT_FOUND', 'keys');
  elsif v_change.applied_at is not null or v_change.withdrawn_at is not null or v_account.keys_version <> p_keys_version
      or v_account.state = provider_account_state('closed') then
    perform refuse('STATE_CONFLICT', 'these keys wait no longer, or others came in between');
  elsif v_change.mode = 'live' and v_person = v_change.requested_by then
    perform refuse('SECOND_PERSON_NEEDED', 'the person who asked does not approve');
  end if;
  update key_changes set applied_at = app_now(), approved_by = nullif(v_person, requested_by)
  where clinic_id = p_clinic and id = p_change;
  perform retire_secrets(p_clinic, array(
    select s.id from sealed_secrets s
    where s.clinic_id = p_clinic and s.provider_account_id = p_account and s.active_since is not null and s.retired_at is null
      and s.purpose in (
        select n.purpose from sealed_secrets n where n.clinic_id = p_clinic and n.key_change_id = p_change
        union all select k ->> 'purpose' from jsonb_array_elements(p_kept) k)));
  update sealed_secrets set active_since = app_now() where clinic_id = p_clinic and key_change_id = p_change;
  insert into sealed_secrets (
    clinic_id, id, provider_account_id, key_change_id, purpose, data_key_id, nonce, sealed, last_four, active_since)
  select p_clinic, s.id, p_account, p_change, s.purpose, s.data_key_id, decode(s.nonce, 'base64'), decode(s.sealed, 'base64'),
    s.last_four, app_now()
  from jsonb_to_recordset(p_kept) as s (id uuid, purpose text, data_key_id uuid, nonce text, sealed text, last_four text);
  update provider_accounts set keys_version = keys_version + 1 where id = p_account;
  update provider_accounts set state = provider_account_state('active')
  where id = p_account and state = provider_account_state('pending');
end $$;

-- Either person may; an account that was never used is closed again.
create function withdraw_keys(p_clinic uuid, p_account uuid, p_change uuid) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform require_key_manager(p_clinic);
  perform 1 from provider_accounts where id = p_account and clinic_id = p_clinic for update;
  update key_changes set withdrawn_at = app_now()
  where clinic_id = p_clinic and id = p_change and provider_account_id = p_account
    and applied_at is null and withdrawn_at is null;
  if not found then
    return false;
  end if;
  perform retire_secrets(p_clinic, array(select id from sealed_secrets where clinic_id = p_clinic and key_change_id = p_change));
  update provider_accounts set state = provider_account_state('closed')
  where id = p_account and state = provider_account_state('pending');
  return true;
end $$;

create function retire_previous_secret(p_clinic uuid, p_account uuid) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_ids uuid[];
begin
  perform require_key_manager(p_clinic);
  perform 1 from provider_accounts where id = p_account and clinic_id = p_clinic for update;
  v_ids := array(select id from sealed_secrets
    where clinic_id = p_clinic and provider_account_id = p_account and purpose = 'webhook_previous' and retired_at is null);
  if v_ids = '{}' then
    return false;
  end if;
  perform retire_secrets(p_clinic, v_ids);
  update provider_accounts set keys_version = keys_version + 1 where id = p_account;
  return true;
end $$;
