-- Compare-and-set of the provider's order: the first caller wins, the second gets the first one's order. The order was made
-- while nobody held the booking: one that has ended since, or whose hold is over, gets none. Every order is remembered, the one
-- that is not shown too: it exists at the provider, and money on it must lead here. The bill takes the account's mode: money
-- of the other mode never counts for it.
-- Runs as the owner, because no person may write payments or where a provider's objects lead: it checks by itself who calls. Code
-- of the API that acts for nobody, as the log-in does, is nobody here.
create function attach_provider_order(p_clinic uuid, p_payment uuid, p_account_id uuid, p_order_id text)
returns table (order_id text, account_id uuid, is_payable boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_booking bookings;
  v_payment payments;
begin
  select p.* into v_payment from payments p where p.clinic_id = p_clinic and p.id = p_payment;
  if not found or not (
    (actor_system() <> '' and session_user <> 'holdfast_api') or v_payment.patient_id = any (actor_patients())
    or p_clinic = any (actor_clinics_with('payments.collect', 'bookings.hold'))
  ) then
    return;
  end if;
  perform 1 from bills b where b.clinic_id = p_clinic and b.id = v_payment.bill_id for no key update;
  select b.* into v_booking from bookings b where b.clinic_id = p_clinic and b.id = v_payment.booking_id for update;
  -- A booking with permission to pay at the desk may still be paid online: until its visit begins, while nothing has come.
  is_payable := (booking_is_unpaid(v_booking.state) and v_booking.hold_expires_at > app_now())
    or (booking_is_announced(v_booking.state) and lower(v_booking.during) > app_now()
      and exists (
        select 1 from bill_covers c
        where c.clinic_id = p_clinic and c.booking_id = v_booking.id and c.kind = 'desk_permission')
      and exists (select 1 from bills b where b.clinic_id = p_clinic and b.id = v_payment.bill_id and b.funds_minor = 0));
  insert into provider_objects (provider_account_id, object_id, kind, clinic_id, payment_id)
  values (p_account_id, p_order_id, 'order', p_clinic, p_payment)
  on conflict do nothing;
  if is_payable then
    update payments set provider_order_id = p_order_id, provider_account_id = p_account_id,
      next_poll_at = app_now() + interval '30 seconds'
    where clinic_id = p_clinic and id = p_payment and provider_order_id is null;
    if found then
      update bills b set version = b.version + 1, mode = coalesce(b.mode, (
        select a.mode from provider_accounts a where a.id = p_account_id))
      where b.clinic_id = p_clinic and b.id = v_payment.bill_id;
      update bookings set state = booking_state('awaiting_payment')
      where clinic_id = p_clinic and id = v_booking.id and state = booking_state('held');
    end if;
  end if;
  select p.provider_order_id, p.provider_account_id into order_id, account_id from payments p
  where p.clinic_id = p_clinic and p.id = p_payment;
  return next;
end $$;
