-- What this database is for, one row. Live unless its owner says otherwise.
create table installation (
  only_row boolean primary key default true check (only_row),
  kind text not null default 'live' check (kind in ('test', 'demo', 'live')),
  clock_shift_seconds int not null default 0 check (clock_shift_seconds >= 0),
  check (kind <> 'live' or clock_shift_seconds = 0)
);
insert into installation default values;

-- Which accounts of payment providers this installation holds keys of, as its processes register them.
create table provider_accounts (
  provider text not null,
  account text not null,
  mode text not null check (mode in ('test', 'live')),
  registered_at timestamptz not null default app_now(),
  primary key (provider, account, mode)
);
