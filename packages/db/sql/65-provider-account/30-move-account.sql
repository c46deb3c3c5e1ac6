-- What still depends on an account, over rows that the caller may not see.
create function uses_of_account(p_clinic uuid, p_account uuid) returns table (
  open_orders int, open_refunds int, open_operations int, waiting_events int, paid_visits int, unplaced_money int)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform require_key_manager(p_clinic);
  return query
    select
      -- An order may be paid as long as it is polled.
      (select count(*)::int from payments p where p.provider_account_id = a.id and p.next_poll_at is not null),
      (select count(*)::int from refunds r join payment_attempts t on t.clinic_id = r.clinic_id and t.id = r.attempt_id
        where t.provider_account_id = a.id and refund_is_open(r.state)),
      (select count(*)::int from operations o where o.provider_account_id = a.id and operation_is_open(o.state)),
      (select count(*)::int from payment_webhooks w where w.provider_account_id = a.id and w.state = webhook_state('retrying')),
      -- Paid and not over: a cancellation gives it back through this account.
      (select count(distinct b.id)::int from payment_attempts t
        join payments p on p.clinic_id = t.clinic_id and p.id = t.payment_id
        join bookings b on b.clinic_id = p.clinic_id and b.bill_id = p.bill_id
        where t.provider_account_id = a.id and attempt_holds_money(t.state) and booking_is_live(b.state)),
      (select count(*)::int from (
        select 1 from ledger_entries e join ledger_postings g on g.clinic_id = e.clinic_id and g.id = e.posting_id
        where e.account = 'suspense' and e.owner_id = a.id
        group by e.clinic_id, g.bill_id, e.currency having sum(e.amount_minor) <> 0) unplaced)
    from provider_accounts a where a.clinic_id = p_clinic and a.id = p_account;
end $$;

-- Drain, resume, close. False when the account is not in a state that leads there. Errors: ACCOUNT_IN_USE; STATE_CONFLICT while an
-- order that was begun before the account drained may still arrive.
create function move_provider_account(p_clinic uuid, p_account uuid, p_to text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_account provider_accounts;
  v_uses record;
begin
  perform require_key_manager(p_clinic);
  select * into v_account from provider_accounts where id = p_account and clinic_id = p_clinic for update;
  if not found or not exists (select 1 from transition_edges e
      where e.machine = 'provider_account' and e.from_state = v_account.state and e.to_state = p_to) then
    return false;
  end if;
  if p_to = provider_account_state('closed') then
    if v_account.updated_at > app_now() - interval '2 minutes' then
      perform refuse('STATE_CONFLICT', 'drained a moment ago: an order may still be under way');
    end if;
    select u into v_uses from uses_of_account(p_clinic, p_account) u
    where u.open_orders + u.open_refunds + u.open_operations + u.waiting_events + u.paid_visits + u.unplaced_money > 0;
    if found then
      perform refuse('ACCOUNT_IN_USE', v_uses::text);
    end if;
    update key_changes set withdrawn_at = app_now()
    where clinic_id = p_clinic and provider_account_id = p_account and applied_at is null and withdrawn_at is null;
    perform retire_secrets(p_clinic, array(
      select id from sealed_secrets where clinic_id = p_clinic and provider_account_id = p_account));
    update provider_accounts set keys_version = keys_version + 1 where id = p_account;
  end if;
  update provider_accounts set state = p_to where id = p_account;
  return true;
end $$;
