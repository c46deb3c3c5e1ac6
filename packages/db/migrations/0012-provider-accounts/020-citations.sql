-- Which row the pair of names meant: the earliest that a process has registered.
create temporary table account_rows on commit drop as
select distinct on (provider, account_ref) provider, account_ref, id from provider_accounts
order by provider, account_ref, is_assumed, registered_at;

-- Reads every column of payments; it and what returns its rows are written again after the migration.
drop view if exists booking_views cascade;

alter table payments add column provider_account_id uuid references provider_accounts (id);
alter table payments disable trigger user;
update payments p set provider_account_id = a.id from account_rows a
where a.provider = p.rail and a.account_ref = p.provider_account;
alter table payments enable trigger user;
-- Takes the check of the pair along.
alter table payments drop column provider_account,
  add constraint payments_order_has_account check (provider_order_id is null or provider_account_id is not null);

alter table payment_attempts add column provider_account_id uuid references provider_accounts (id);
alter table payment_attempts disable trigger user;
update payment_attempts t set provider_account_id = a.id from account_rows a
where a.provider = t.provider and a.account_ref = t.provider_account;
alter table payment_attempts enable trigger user;
-- Takes the unique key of the pair along.
alter table payment_attempts drop column provider, drop column provider_account,
  alter column provider_account_id set not null,
  add unique (clinic_id, provider_account_id, provider_payment_id);

alter table provider_objects add column provider_account_id uuid references provider_accounts (id);
update provider_objects o set provider_account_id = a.id from account_rows a
where a.provider = o.provider and a.account_ref = o.provider_account;
alter table provider_objects drop constraint provider_objects_pkey,
  drop column provider, drop column provider_account,
  add primary key (provider_account_id, object_id);

alter table payment_webhooks add column provider_account_id uuid references provider_accounts (id);
alter table payment_webhooks disable trigger user;
-- The key began with the pair: a redelivery after the upgrade is still a duplicate.
update payment_webhooks w set provider_account_id = a.id,
  deduplication_key = case when starts_with(w.deduplication_key, w.provider || ':' || w.provider_account || ':')
    then a.id || substr(w.deduplication_key, length(w.provider || ':' || w.provider_account) + 1)
    else w.deduplication_key end
from account_rows a
where a.provider = w.provider and a.account_ref = w.provider_account;
alter table payment_webhooks enable trigger user;
alter table payment_webhooks drop column provider, drop column provider_account,
  alter column provider_account_id set not null;
