-- A booking may be paid by more than one order, one after the other. See note.md.

alter table payments drop constraint payments_clinic_id_booking_id_purpose_key;
create index payments_booking on payments (clinic_id, booking_id);
