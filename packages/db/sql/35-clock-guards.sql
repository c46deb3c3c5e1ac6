-- Who may shift the clock. Only the owner can write `installation`; with real money even the owner is rejected.

-- Both guards lock the one row of `installation`: a shift and the registration of a live account serialize.
create function guard_clock_shift() returns trigger
language plpgsql as $$
begin
  if new.clock_shift_seconds < old.clock_shift_seconds then
    perform refuse('STATE_CONFLICT', 'the clock never goes back');
  end if;
  if new.clock_shift_seconds > 0 and new.kind = 'live' then
    perform refuse('STATE_CONFLICT', 'the clock of a live installation is not shifted');
  end if;
  if new.clock_shift_seconds > 0 and exists (select 1 from provider_accounts where mode = 'live') then
    perform refuse('STATE_CONFLICT', 'a clock is not shifted where a live provider account exists');
  end if;
  return new;
end $$;
create trigger a_clock before update on installation for each row execute function guard_clock_shift();

create function write_clock_shift() returns trigger
language plpgsql as $$
begin
  execute format('create or replace function public.clock_shift() returns interval language sql stable as %L',
    format(' select interval ''%s seconds'' ', new.clock_shift_seconds));
  return null;
end $$;
create trigger b_clock after update on installation for each row execute function write_clock_shift();

create function guard_live_account() returns trigger
language plpgsql as $$
declare
  v_shift_seconds int;
begin
  select clock_shift_seconds into strict v_shift_seconds from installation for share;
  if new.mode = 'live' and v_shift_seconds > 0 then
    perform refuse('STATE_CONFLICT', 'a live provider account is not registered where the clock is shifted');
  end if;
  return new;
end $$;
create trigger a_clock before insert or update of provider, account_ref, mode on provider_accounts for each row execute function guard_live_account();

create trigger b_transition before insert or update of state on provider_accounts
  for each row execute function enforce_transition('provider_account');
create trigger c_history after insert or update of state on provider_accounts
  for each row execute function record_transition('provider_account');

-- Each process registers the accounts whose keys it holds, with what the adapter offers. An account that was ever live stays
-- live; one whose mode was assumed takes the mode of the keys.
create function register_provider_account(p_provider text, p_account_ref text, p_mode text, p_offers jsonb) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_id uuid;
begin
  update provider_accounts set mode = p_mode, is_assumed = false
  where provider = p_provider and account_ref = p_account_ref and is_assumed;
  insert into provider_accounts as a (provider, account_ref, mode, currencies, rails, capabilities)
  values (
    p_provider, p_account_ref, p_mode, array(select jsonb_array_elements_text(p_offers -> 'currencies')),
    array(select jsonb_array_elements_text(p_offers -> 'rails')), p_offers -> 'capabilities'
  )
  on conflict (provider, account_ref, mode) do update
    set currencies = excluded.currencies, rails = excluded.rails, capabilities = excluded.capabilities
    where (a.currencies, a.rails, a.capabilities) is distinct from (excluded.currencies, excluded.rails, excluded.capabilities);
  select id into strict v_id from provider_accounts
  where provider = p_provider and account_ref = p_account_ref and mode = p_mode;
  return v_id;
end $$;

-- Before anything of a delivery is stored.
create function require_open_account(p_account uuid) returns void
language plpgsql as $$
begin
  if not exists (select 1 from provider_accounts where id = p_account and provider_account_is_open(state)) then
    perform refuse('NOT_FOUND', 'a closed provider account answers nothing');
  end if;
end $$;

-- Shifts the clock; owner only. Later statements see the later time.
create function advance_clock(p_seconds int) returns timestamptz
language plpgsql as $$
begin
  update installation set clock_shift_seconds = clock_shift_seconds + p_seconds;
  return app_now();
end $$;
