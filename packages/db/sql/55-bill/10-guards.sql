-- Guards of bills and of what is counted on them.

-- A booking opens its bill, and what it is paid by. The owner writes both, from the booking alone: no person may write them. A
-- successor stays on the bill of the booking that it replaces.
create function open_bill() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into bills (clinic_id, id, patient_id, currency)
  values (new.clinic_id, new.bill_id, new.patient_id, new.currency)
  on conflict do nothing;
  return new;
end $$;
create trigger c_bill before insert on bookings for each row when (new.predecessor_id is null) execute function open_bill();

create function open_payment() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into payments (clinic_id, id, bill_id, booking_id, patient_id, rail, amount_minor, currency)
  select new.clinic_id, new.payment_id, new.bill_id, new.id, new.patient_id, default_payment_provider(c.payment_mode),
    new.price_minor, new.currency
  from clinics c where c.id = new.clinic_id;
  return null;
end $$;
create trigger e_payment after insert on bookings for each row when (new.predecessor_id is null) execute function open_payment();

-- A booking brings its price to the bill that it is put on.
create function bring_line() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'UPDATE' and not booking_is_unpaid(old.state) then
    perform refuse('STATE_CONFLICT', 'only an unpaid booking moves to another bill');
  end if;
  insert into bill_lines (clinic_id, bill_id, booking_id, kind, amount_minor, currency)
  values (new.clinic_id, new.bill_id, new.id, 'visit', new.price_minor, new.currency);
  return null;
end $$;
create trigger g_line after insert on bookings for each row execute function bring_line();
create trigger g_line_moved after update of bill_id on bookings for each row
  when (new.bill_id is distinct from old.bill_id) execute function bring_line();

create trigger a_transition before insert or update on operations for each row execute function enforce_transition('operation');
create trigger a_transition before insert or update on provider_refunds
  for each row execute function enforce_transition('provider_refund');
create trigger b_history after insert or update on provider_refunds
  for each row execute function record_transition('provider_refund');
create trigger b_history after insert or update on operations for each row execute function record_transition('operation');

create trigger z_append_only before update or delete on bill_lines for each row execute function refuse_change();
create trigger z_append_only before update or delete on bill_covers for each row execute function refuse_change();
create trigger z_append_only before update or delete on deposits for each row execute function refuse_change();
create trigger z_append_only before update or delete on ledger_marks for each row execute function refuse_change();
create trigger z_append_only before update or delete on ledger_checkpoints for each row execute function refuse_change();

-- What is owed on a bill: the lines of bookings whose price is owed.
create function bill_due_minor(p_clinic uuid, p_bill uuid) returns bigint
language sql stable as $$
  select coalesce(sum(l.amount_minor), 0)::bigint
  from bill_lines l join bookings b on b.clinic_id = l.clinic_id and b.id = l.booking_id and b.bill_id = l.bill_id
  where l.clinic_id = p_clinic and l.bill_id = p_bill and booking_is_owed(b.state)
$$;

-- Money that counts, by the ledger, and what was permitted or waived for bookings of this bill that are owed.
create function bill_cover_minor(p_clinic uuid, p_bill uuid) returns bigint
language sql stable as $$
  select coalesce((
    select -sum(e.amount_minor) from ledger_postings p
      join ledger_entries e on e.clinic_id = p.clinic_id and e.posting_id = p.id
    where p.clinic_id = p_clinic and p.bill_id = p_bill and e.account in ('patient_funds', 'clinic_income')
      and e.currency = (select currency from bills where clinic_id = p_clinic and id = p_bill)
  ), 0)::bigint + coalesce((
    select sum(c.amount_minor) from bill_covers c
      join bookings b on b.clinic_id = c.clinic_id and b.id = c.booking_id and b.bill_id = c.bill_id
    where c.clinic_id = p_clinic and c.bill_id = p_bill and booking_is_owed(b.state)
  ), 0)::bigint
$$;

-- Entries belong to the transaction of their posting: nothing is added to what was posted earlier.
create function belong_to_posting() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (
    select 1 from ledger_postings p
    where p.clinic_id = new.clinic_id and p.id = new.posting_id and p.posted_xid = pg_current_xact_id()
  ) then
    perform refuse('INTERNAL', 'an entry is written with its posting');
  end if;
  return null;
end $$;
create trigger b_posting after insert on ledger_entries for each row execute function belong_to_posting();
