-- a suspended user has no rights: every policy reads the actor through functions that read the status
select null::uuid as clinic_id, null::uuid as subject, format('%s does not read the status of the user', f.name) as detail
from unnest(array['current_actor_id', 'live_actor', 'actor_clinics', 'actor_patients', 'actor_is_operator']) as f (name)
where not exists (
  select 1 from pg_proc p
  where p.pronamespace = 'public'::regnamespace and p.proname = f.name and p.prosrc like '%status = ''active''%')
union all
select null, null, format('policy %s on %s reads the claimed user directly', policyname, tablename)
from pg_policies
where schemaname = 'public' and coalesce(qual, '') || coalesce(with_check, '') like '%app.user_id%'
