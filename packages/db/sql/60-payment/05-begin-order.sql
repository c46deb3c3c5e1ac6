-- An order at the provider is made by an operation like every other call: its intent stands before the call, one caller at a time
-- has it, and what may have been made is looked for before it is made again. No person may write operations or payments: the
-- functions run as the owner and check by themselves who calls. Code of the API that acts for nobody, as the log-in does, is
-- nobody here.

create function may_open_checkout(p_payment payments) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select (actor_system() <> '' and session_user <> 'holdfast_api') or p_payment.patient_id = any (actor_patients())
    or p_payment.clinic_id = any (actor_clinics_with('payments.collect', 'bookings.hold'))
$$;

-- While its hold runs. With permission to pay at the desk until its visit begins, as long as nothing has come.
create function is_payable_online(p_booking bookings) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select (booking_is_unpaid(p_booking.state) and p_booking.hold_expires_at > app_now())
    or (booking_is_announced(p_booking.state) and lower(p_booking.during) > app_now()
      and exists (
        select 1 from bill_covers c
        where c.clinic_id = p_booking.clinic_id and c.booking_id = p_booking.id and c.kind = 'desk_permission')
      and exists (
        select 1 from bills b
        where b.clinic_id = p_booking.clinic_id and b.id = p_booking.bill_id and b.funds_minor = 0))
$$;

-- Leases the making of an order. Nothing is returned while another caller makes it, and where it is not needed any more. The
-- account is that of a try whose outcome is open: only there can its order be found. `is_first`: nothing can have been made yet.
create function begin_order(p_clinic uuid, p_payment uuid, p_account uuid, p_operation uuid, p_lease_seconds int)
returns table (operation_id uuid, account_id uuid, fence bigint, is_first boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_booking bookings;
  v_payment payments;
  v_known operations;
  v_until timestamptz := clock_timestamp() + make_interval(secs => p_lease_seconds);
begin
  select p.* into v_payment from payments p where p.clinic_id = p_clinic and p.id = p_payment;
  if not found or not may_open_checkout(v_payment) then
    return;
  end if;
  perform 1 from bills b where b.clinic_id = p_clinic and b.id = v_payment.bill_id for no key update;
  select b.* into v_booking from bookings b where b.clinic_id = p_clinic and b.id = v_payment.booking_id;
  select p.* into v_payment from payments p where p.clinic_id = p_clinic and p.id = p_payment;
  if v_payment.provider_order_id is not null or not is_payable_online(v_booking) then
    return;
  end if;
  select o.* into v_known from operations o
  where o.clinic_id = p_clinic and o.bill_id = v_payment.bill_id and o.kind = 'create_order' and o.subject_id = p_payment
  order by operation_is_open(o.state) desc, o.created_at desc limit 1 for update;
  is_first := not found;
  if found and operation_is_open(v_known.state) then
    if v_known.leased_until > clock_timestamp() then
      return;
    end if;
  else
    insert into operations (clinic_id, id, bill_id, kind, provider_account_id, subject_id, amount_minor, currency, state, sla_at)
    values (p_clinic, p_operation, v_payment.bill_id, 'create_order', p_account, p_payment, v_payment.amount_minor,
      v_payment.currency, operation_state('planned'), greatest(v_booking.hold_expires_at, lower(v_booking.during)))
    returning * into v_known;
  end if;
  -- What was certainly not made may be made through another account.
  update operations o set state = operation_state('sent'),
    provider_account_id = case when o.state = operation_state('planned') then p_account else o.provider_account_id end, tries = o.tries + 1, fence = o.fence + 1, leased_until = v_until
  where o.clinic_id = p_clinic and o.id = v_known.id
  returning o.id, o.provider_account_id, o.fence into operation_id, account_id, fence;
  return next;
end $$;

-- What became of a call that brought no order: `refused` for ever, `unknown`, or `planned` to be made again. The holder of a lease
-- that was taken over changes nothing.
create function fail_order(p_clinic uuid, p_operation uuid, p_fence bigint, p_state text, p_error text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_payment payments;
begin
  select p.* into v_payment from operations o join payments p on p.clinic_id = o.clinic_id and p.id = o.subject_id
  where o.clinic_id = p_clinic and o.id = p_operation and o.kind = 'create_order';
  if not found or not may_open_checkout(v_payment) then
    return;
  end if;
  -- The reducer decides on operations too: the bill's version tells it that one has moved.
  update bills b set version = b.version + 1 where b.clinic_id = p_clinic and b.id = v_payment.bill_id;
  update operations o set state = p_state, last_error = p_error, leased_until = null
  where o.clinic_id = p_clinic and o.id = p_operation and o.fence = p_fence and o.state = operation_state('sent');
end $$;
