-- audit rows are append-only, sealed within 60 seconds, in an unbroken chain per clinic
select a.clinic_id, a.subject_id as subject, format('row %s is unsealed since %s', a.id, a.at) as detail
from audit_log a
where a.at < app_now() - interval '60 seconds'
  and not exists (select 1 from audit_seal_rows r where r.clinic_id = a.clinic_id and r.audit_id = a.id)
union all
select s.clinic_id, null, format('seal %s does not continue seal %s', s.seq, s.seq - 1)
from audit_seals s
left join audit_seals p on p.clinic_id = s.clinic_id and p.seq = s.seq - 1
where s.seq > 1 and p.hash is distinct from s.previous_hash
union all
select s.clinic_id, null, format('seal %s holds %s rows instead of %s', s.seq, count(r.audit_id), s.row_count)
from audit_seals s left join audit_seal_rows r on r.clinic_id = s.clinic_id and r.seq = s.seq
group by s.clinic_id, s.seq, s.row_count
having count(r.audit_id) <> s.row_count
union all
select r.clinic_id, null, format('sealed row %s is missing', r.audit_id)
from audit_seal_rows r
where not exists (select 1 from audit_log a where a.clinic_id = r.clinic_id and a.id = r.audit_id)
union all
select null, null, format('%s may %s %s', role, verb, name)
from unnest(array['holdfast_api', 'holdfast_ingest', 'holdfast_worker']) as role,
     unnest(array['update', 'delete', 'truncate']) as verb,
     unnest(array['audit_log', 'audit_seals', 'audit_seal_rows', 'state_history']) as name
where has_table_privilege(role, 'public.' || name, verb)
   or (verb = 'update' and has_any_column_privilege(role, 'public.' || name, verb))
