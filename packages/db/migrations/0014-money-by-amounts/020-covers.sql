-- A permission is a cover of its bill; that money came is read from the ledger, not from a row that once existed.
insert into bill_covers (clinic_id, id, bill_id, booking_id, kind, amount_minor, currency, granted_by, granted_at)
select e.clinic_id, e.id, b.bill_id, e.booking_id, e.kind, b.price_minor, b.currency, e.granted_by, e.granted_at
from booking_evidence e join bookings b on b.clinic_id = e.clinic_id and b.id = e.booking_id
where e.attempt_id is null
on conflict do nothing;
drop table booking_evidence cascade;
create index bill_covers_booking on bill_covers (clinic_id, booking_id);

alter table payments drop column settling_attempt_id;
