-- Sessions of drawers. No person may write them or the ledger, so the functions run as the owner and check by themselves who calls.

create function require_collector(p_clinic uuid) returns uuid
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not (p_clinic = any (actor_clinics_with('payments.collect'))) then
    perform refuse('FORBIDDEN', 'not one who takes money here');
  end if;
  return current_actor_id();
end $$;

-- A count moves what lies in the drawer from or to another account.
create function post_count(p_session drawer_sessions, p_cause text, p_amount bigint, p_account text, p_owner uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_posting uuid := uuidv7();
begin
  if p_amount = 0 then
    return;
  end if;
  insert into ledger_postings (clinic_id, id, fact_key, drawer_session_id, cause, effective_at)
  values (p_session.clinic_id, v_posting, p_cause || ':' || p_session.id, p_session.id, p_cause, app_now());
  insert into ledger_entries (clinic_id, posting_id, account, owner_id, object_id, amount_minor, currency)
  values
    (p_session.clinic_id, v_posting, ledger_account('cash_drawer'), p_session.drawer_id, p_session.id, p_amount, p_session.currency),
    (p_session.clinic_id, v_posting, p_account, p_owner, p_session.id, -p_amount, p_session.currency);
end $$;

-- False when the drawer is open already. What was counted now and not at the last closing was brought, or taken away.
create function open_drawer(p_clinic uuid, p_drawer uuid, p_session uuid, p_counted bigint) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_person uuid := require_collector(p_clinic);
  v_currency text;
  v_left bigint;
  v_session drawer_sessions;
begin
  select d.currency into v_currency from drawers d where clinic_id = p_clinic and id = p_drawer for update;
  if not found then
    perform refuse('NOT_FOUND', 'drawer');
  end if;
  if exists (select 1 from drawer_sessions where clinic_id = p_clinic and drawer_id = p_drawer and closed_at is null) then
    return false;
  end if;
  select s.counted_minor into v_left from drawer_sessions s
  where s.clinic_id = p_clinic and s.drawer_id = p_drawer order by s.opened_at desc limit 1;
  insert into drawer_sessions (clinic_id, id, drawer_id, currency, opened_by, opening_minor, brought_minor)
  values (p_clinic, p_session, p_drawer, v_currency, v_person, p_counted, p_counted - coalesce(v_left, 0))
  returning * into v_session;
  perform post_count(v_session, 'drawer_opened', v_session.brought_minor, ledger_account('clinic_cash'), p_clinic);
  return true;
end $$;

-- False when the session is closed already. Receipts lock the session too: each is in the count, or is refused.
create function close_drawer(p_clinic uuid, p_session uuid, p_counted bigint) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_person uuid := require_collector(p_clinic);
  v_session drawer_sessions;
begin
  select * into v_session from drawer_sessions where clinic_id = p_clinic and id = p_session for update;
  if not found then
    perform refuse('NOT_FOUND', 'session');
  elsif v_session.closed_at is not null then
    return false;
  end if;
  update drawer_sessions set closed_by = v_person, closed_at = app_now(), counted_minor = p_counted,
    expected_minor = opening_minor + (
      select coalesce(sum(d.amount_minor), 0) from deposits d
      where d.clinic_id = p_clinic and d.session_id = p_session and d.kind = 'cash')
  where clinic_id = p_clinic and id = p_session returning * into v_session;
  perform post_count(v_session, 'drawer_closed', v_session.difference_minor, ledger_account('drawer_difference'),
    v_session.drawer_id);
  return true;
end $$;

-- Money is received into an open drawer of its own currency.
create function put_into_session() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  select s.id into new.session_id from drawer_sessions s
  where s.clinic_id = new.clinic_id and s.drawer_id = new.drawer_id and s.currency = new.currency and s.closed_at is null
  for share;
  if not found then
    perform refuse('DRAWER_CLOSED', 'no open session of this drawer and currency');
  end if;
  return new;
end $$;
create trigger a_session before insert on deposits for each row execute function put_into_session();

create function keep_counts() returns trigger
language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.closed_at is not null
      or (new.drawer_id, new.currency, new.opened_by, new.opened_at, new.opening_minor, new.brought_minor)
        is distinct from (old.drawer_id, old.currency, old.opened_by, old.opened_at, old.opening_minor, old.brought_minor) then
    perform refuse('INTERNAL', 'a count is never changed');
  end if;
  return new;
end $$;
create trigger z_counts before update or delete on drawer_sessions for each row execute function keep_counts();
