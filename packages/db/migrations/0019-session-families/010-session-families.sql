-- A log-in and everything renewed from it is one family, which ends as a whole. See note.md.

create table session_families (
  id uuid primary key,
  user_id uuid not null references users (id),
  started_at timestamptz not null default app_now(),
  ended_at timestamptz
);
create index session_families_user on session_families (user_id, started_at desc);

insert into session_families (id, user_id, started_at, ended_at)
select family_id, (array_agg(user_id))[1], min(created_at),
  case when bool_and(revoked_at is not null) then max(revoked_at) end
from sessions group by family_id;

alter table sessions add foreign key (family_id) references session_families (id);
