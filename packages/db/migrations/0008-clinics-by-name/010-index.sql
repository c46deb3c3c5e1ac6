-- The public list of clinics is read page by page in this order.
create index clinics_by_name on clinics (name, id);
