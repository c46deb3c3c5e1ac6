-- Balances as of a time, the same whenever they are read (ADR 0015). A mark names the transaction below which the ledger was
-- complete; balances are asked for at a mark, so that no posting can join them later.

-- Balances between two horizons, on top of a checkpoint. An account of bills has one balance per clinic.
create function ledger_sums(p_base bigint, p_from xid8, p_to xid8)
returns table (clinic_id uuid, account text, owner_id uuid, currency text, balance_minor bigint)
language sql stable as $$
  select s.clinic_id, s.account, s.owner_id, s.currency, sum(s.amount_minor)::bigint
  from (
    select c.clinic_id, c.account, c.owner_id, c.currency, c.balance_minor as amount_minor
    from ledger_checkpoints c where c.mark_id = p_base
    union all
    select p.clinic_id, e.account, case a.owner when 'bill' then p.clinic_id else e.owner_id end, e.currency, e.amount_minor
    from ledger_postings p
      join ledger_entries e on e.clinic_id = p.clinic_id and e.posting_id = p.id
      join chart_of_accounts a on a.account = e.account
    where p.posted_xid >= p_from and p.posted_xid < p_to
  ) s
  group by s.clinic_id, s.account, s.owner_id, s.currency
$$;

-- Adds a mark when something was posted since the last one, with a checkpoint when the last one is old enough or has enough
-- postings behind it. One writer at a time, so that marks are in the order of their times and horizons.
-- Planned for few rows between two horizons, as is the read: the planner cannot know, and would rather read all entries.
create function mark_ledger(p_checkpoint_seconds int, p_checkpoint_postings int) returns void
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_last ledger_marks;
  v_base ledger_marks;
  v_mark ledger_marks;
  v_horizon xid8;
begin
  perform pg_advisory_xact_lock(hashtextextended('ledger-marks', 0));
  select * into v_last from ledger_marks order by id desc limit 1;
  v_horizon := pg_snapshot_xmin(pg_current_snapshot());
  if v_horizon < v_last.horizon then
    perform refuse('INTERNAL', 'transaction ids begin below the last mark of the ledger: see docs/runbooks/backup-and-restore.md');
  end if;
  if not exists (
    select 1 from ledger_postings p
    where p.posted_xid >= coalesce(v_last.horizon, '0'::xid8) and p.posted_xid < v_horizon
  ) then
    return;
  end if;
  select * into v_base from ledger_marks where is_checkpoint order by id desc limit 1;
  insert into ledger_marks (marked_at, horizon, is_checkpoint)
  values (
    greatest(app_now(), v_last.marked_at + interval '1 microsecond'), v_horizon,
    v_base.id is null or app_now() >= v_base.marked_at + make_interval(secs => p_checkpoint_seconds) or exists (
      select 1 from ledger_postings p where p.posted_xid >= v_base.horizon and p.posted_xid < v_horizon
      order by p.posted_xid offset p_checkpoint_postings limit 1)
  ) returning * into v_mark;
  if v_mark.is_checkpoint then
    insert into ledger_checkpoints (clinic_id, mark_id, account, owner_id, currency, balance_minor)
    select s.clinic_id, v_mark.id, s.account, s.owner_id, s.currency, s.balance_minor
    from ledger_sums(v_base.id, coalesce(v_base.horizon, '0'::xid8), v_mark.horizon) s where s.balance_minor <> 0;
  end if;
end $$;

-- The books of a clinic as they stood at the last mark up to a time; null before the first one.
create function ledger_balances_at(p_clinic uuid, p_at timestamptz) returns jsonb
language plpgsql stable set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_mark ledger_marks;
  v_base ledger_marks;
begin
  select * into v_mark from ledger_marks where marked_at <= p_at order by marked_at desc limit 1;
  if not found then
    return null;
  end if;
  select * into v_base from ledger_marks where is_checkpoint and id <= v_mark.id order by id desc limit 1;
  return jsonb_build_object('markedAt', v_mark.marked_at, 'balances', coalesce((
    select jsonb_agg(jsonb_build_object(
      'account', s.account, 'ownerId', s.owner_id, 'currency', s.currency, 'amountMinor', s.balance_minor
    ) order by s.account, s.owner_id, s.currency)
    from ledger_sums(v_base.id, v_base.horizon, v_mark.horizon) s
    where s.clinic_id = p_clinic and s.balance_minor <> 0), '[]'));
end $$;
