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

-- What of a booking's price is still to be paid: money that is on its way back pays for nothing.
create function unpaid_minor(p_booking bookings) returns bigint
language sql stable as $$
  select greatest(0, p_booking.price_minor - greatest(0, b.funds_minor - b.asked_back_minor - b.unknown_back_minor))
  from bills b where b.clinic_id = p_booking.clinic_id and b.id = p_booking.bill_id
$$;

-- Whether an order for this payment can still bring what is unpaid. An order takes one payment: once it has brought money, right or
-- wrong, here or returned, it is spent.
create function is_order_current(p_clinic uuid, p_payment uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from payments p join bookings b on b.clinic_id = p.clinic_id and b.id = p.booking_id
    where p.clinic_id = p_clinic and p.id = p_payment and may_open_checkout(p) and b.payment_id = p.id
      and p.amount_minor = unpaid_minor(b)
      and not exists (
        select 1 from payment_attempts a
        where a.clinic_id = p.clinic_id and a.payment_id = p.id and a.state = attempt_state('captured')))
$$;

-- The payment of the next order: `p_payment`, or a fresh one that the booking names from now on.
create function payment_to_order(p_booking bookings, p_payment payments, p_fresh uuid) returns payments
language plpgsql as $$
declare
  v_fresh payments;
begin
  if is_order_current(p_payment.clinic_id, p_payment.id) then
    return p_payment;
  end if;
  insert into payments (clinic_id, id, bill_id, booking_id, patient_id, rail, amount_minor, currency)
  values (p_payment.clinic_id, p_fresh, p_booking.bill_id, p_booking.id, p_payment.patient_id, p_payment.rail,
    unpaid_minor(p_booking), p_payment.currency)
  returning * into v_fresh;
  update bookings b set payment_id = p_fresh where b.clinic_id = p_booking.clinic_id and b.id = p_booking.id;
  -- The reducer judges each attempt by what its order asked for: the bill's version tells it that there is a new one.
  update bills b set version = b.version + 1 where b.clinic_id = p_booking.clinic_id and b.id = p_booking.bill_id;
  return v_fresh;
end $$;

-- Leases the making of an order. Nothing is returned while another caller makes it, and where it is not needed any more. The
-- account is that of a try whose outcome is open: only there can its order be found. `is_first`: nothing can have been made yet.
-- `payment_id` is `p_fresh` where the order of `p_payment` cannot bring what is unpaid.
create function begin_order(
  p_clinic uuid, p_payment uuid, p_fresh uuid, p_account uuid, p_operation uuid, p_lease_seconds int)
returns table (operation_id uuid, account_id uuid, fence bigint, is_first boolean, payment_id uuid, amount_minor bigint)
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
  if v_booking.payment_id <> p_payment or not is_payable_online(v_booking) or unpaid_minor(v_booking) = 0 then
    return;
  end if;
  select p.* into v_payment from payments p where p.clinic_id = p_clinic and p.id = p_payment;
  v_payment := payment_to_order(v_booking, v_payment, p_fresh);
  if v_payment.provider_order_id is not null then
    return;
  end if;
  payment_id := v_payment.id;
  amount_minor := v_payment.amount_minor;
  select o.* into v_known from operations o
  where o.clinic_id = p_clinic and o.bill_id = v_payment.bill_id and o.kind = 'create_order' and o.subject_id = v_payment.id
  order by operation_is_open(o.state) desc, o.created_at desc limit 1 for update;
  is_first := not found;
  if found and operation_is_open(v_known.state) then
    if v_known.leased_until > clock_timestamp() then
      return;
    end if;
  else
    insert into operations (clinic_id, id, bill_id, kind, provider_account_id, subject_id, amount_minor, currency, state, sla_at)
    values (p_clinic, p_operation, v_payment.bill_id, 'create_order', p_account, v_payment.id, v_payment.amount_minor,
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
