-- A second body under an event id that is known already: stored beside the first, flagged and applied.
alter table payment_webhooks add column is_other_body boolean not null default false;
