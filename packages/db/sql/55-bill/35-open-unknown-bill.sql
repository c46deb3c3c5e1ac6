-- A bill for money that lies at our account and belongs to no order of ours: in the books of the clinic that the account names,
-- else of the one that owns it, else of the only one there is. Null where none of these says whose books hold it. Runs as the owner,
-- because payments are otherwise made by a hold alone.
create function open_unknown_bill(p_account uuid, p_object_id text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_clinic clinics;
  v_bill uuid := uuidv7();
  v_payment uuid := uuidv7();
begin
  if actor_system() = '' then
    perform refuse('FORBIDDEN', 'only the system opens a bill for unknown money');
  end if;
  -- Two that tell of the same money at once open one bill.
  perform pg_advisory_xact_lock(hashtextextended('unknown-money:' || p_account || ':' || p_object_id, 0));
  select p.bill_id into v_bill from provider_objects o
    join payments p on p.clinic_id = o.clinic_id and p.id = o.payment_id
  where o.provider_account_id = p_account and o.object_id = p_object_id;
  if found then
    return v_bill;
  end if;
  select c.* into v_clinic from provider_accounts a join clinics c on c.id = coalesce(
    a.books_clinic_id, a.clinic_id, case when (select count(*) from clinics) = 1 then (select id from clinics) end)
  where a.id = p_account;
  if not found then
    return null;
  end if;
  v_bill := uuidv7();
  insert into bills (clinic_id, id, currency, mode)
  select v_clinic.id, v_bill, v_clinic.currency, a.mode from provider_accounts a where a.id = p_account;
  insert into payments (clinic_id, id, bill_id, rail, amount_minor, currency, provider_account_id)
  select v_clinic.id, v_payment, v_bill, a.provider, 0, v_clinic.currency, a.id from provider_accounts a where a.id = p_account;
  insert into provider_objects (provider_account_id, object_id, kind, clinic_id, payment_id)
  values (p_account, p_object_id, 'payment', v_clinic.id, v_payment);
  return v_bill;
end $$;
