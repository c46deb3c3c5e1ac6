-- Up to when the lists of a provider account have been read.
alter table provider_accounts add column swept_until timestamptz;
