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
create trigger a_clock before insert or update of provider, account, mode on provider_accounts for each row execute function guard_live_account();

-- Each process registers the accounts whose keys it holds. An account that was ever live stays live.
create function register_provider_account(p_provider text, p_account text, p_mode text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update provider_accounts set mode = p_mode, is_assumed = false
  where provider = p_provider and account = p_account and is_assumed;
  insert into provider_accounts (provider, account, mode) values (p_provider, p_account, p_mode) on conflict do nothing;
end $$;

-- The account behind a provider's name for it; one that no process has registered yet is recorded as assumed. Until rows
-- cite the id itself, an account that was registered in both modes is found under the mode that came first.
create function provider_account_of(p_provider text, p_account text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_id uuid;
begin
  select id into v_id from provider_accounts where provider = p_provider and account = p_account
  order by is_assumed, registered_at limit 1;
  if v_id is null and p_account is not null then
    insert into provider_accounts (provider, account, mode, is_assumed) values (p_provider, p_account, 'test', true)
    on conflict do nothing;
    -- Another transaction may have recorded it first: a new statement sees its row.
    select id into v_id from provider_accounts where provider = p_provider and account = p_account
    order by is_assumed, registered_at limit 1;
  end if;
  return v_id;
end $$;

-- Shifts the clock; owner only. Later statements see the later time.
create function advance_clock(p_seconds int) returns timestamptz
language plpgsql as $$
begin
  update installation set clock_shift_seconds = clock_shift_seconds + p_seconds;
  return app_now();
end $$;
