-- A seal proves that one of its rows was changed; the row's own hash says which. The seal's hash is made of these.
alter table audit_seal_rows add column row_hash bytea;
