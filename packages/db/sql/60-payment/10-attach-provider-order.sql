-- Compare-and-set of the provider's order: the first caller wins, the second gets the first one's order. The order was made
-- while nobody held the booking: one that has ended since, or whose hold is over, gets none. Every order is remembered, the one
-- that is not shown too: it exists at the provider, and money on it must lead here. The bill takes the account's mode: money
-- of the other mode never counts for it.
-- Runs as the owner; see begin_order().
create function attach_provider_order(p_clinic uuid, p_payment uuid, p_account_id uuid, p_order_id text)
returns table (order_id text, account_id uuid, is_payable boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_booking bookings;
  v_payment payments;
begin
  select p.* into v_payment from payments p where p.clinic_id = p_clinic and p.id = p_payment;
  if not found or not may_open_checkout(v_payment) then
    return;
  end if;
  perform 1 from bills b where b.clinic_id = p_clinic and b.id = v_payment.bill_id for no key update;
  select b.* into v_booking from bookings b where b.clinic_id = p_clinic and b.id = v_payment.booking_id for update;
  is_payable := is_payable_online(v_booking);
  insert into provider_objects (provider_account_id, object_id, kind, clinic_id, payment_id)
  values (p_account_id, p_order_id, 'order', p_clinic, p_payment)
  on conflict do nothing;
  update bills b set version = b.version + 1 where b.clinic_id = p_clinic and b.id = v_payment.bill_id;
  update operations o set state = operation_state('confirmed'), leased_until = null
  where o.clinic_id = p_clinic and o.bill_id = v_payment.bill_id and o.kind = 'create_order' and o.subject_id = p_payment
    and o.provider_account_id = p_account_id and operation_is_open(o.state);
  if is_payable then
    update payments set provider_order_id = p_order_id, provider_account_id = p_account_id,
      next_poll_at = app_now() + interval '30 seconds'
    where clinic_id = p_clinic and id = p_payment and provider_order_id is null;
    if found then
      update bills b set mode = coalesce(b.mode, (
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
