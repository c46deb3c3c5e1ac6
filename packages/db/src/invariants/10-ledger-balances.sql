-- each posting sums to zero per currency, each capture and refund is posted once, nothing is changed afterwards
select e.clinic_id, e.posting_id as subject, format('sums to %s %s', sum(e.amount_minor), e.currency) as detail
from ledger_entries e
group by e.clinic_id, e.posting_id, e.currency
having sum(e.amount_minor) <> 0
union all
select p.clinic_id, p.id, 'posting without entries'
from ledger_postings p
where not exists (select 1 from ledger_entries e where e.clinic_id = p.clinic_id and e.posting_id = p.id)
union all
select a.clinic_id, a.id, 'captured, but not posted'
from payment_attempts a
where a.state = attempt_state('captured') and a.amount_minor > 0
  and not exists (select 1 from ledger_postings p where p.clinic_id = a.clinic_id and p.fact_key = 'capture:' || a.id)
union all
select r.clinic_id, r.id, 'processed, but not posted'
from refunds r
where r.state = refund_state('processed')
  and not exists (select 1 from ledger_postings p where p.clinic_id = r.clinic_id and p.fact_key = 'refund:' || r.id)
union all
select p.clinic_id, p.id, format('posting %s moves %s instead of %s', p.fact_key, max(e.amount_minor), max(f.amount_minor))
from ledger_postings p
join ledger_entries e on e.clinic_id = p.clinic_id and e.posting_id = p.id
join (
  select clinic_id, 'capture:' || id as fact_key, amount_minor from payment_attempts
  union all select clinic_id, 'refund:' || id, amount_minor from refunds
) f on f.clinic_id = p.clinic_id and f.fact_key = p.fact_key
group by p.clinic_id, p.id, p.fact_key
having max(e.amount_minor) <> max(f.amount_minor)
union all
select null, null, format('%s may %s %s', role, verb, name)
from unnest(array['holdfast_api', 'holdfast_ingest', 'holdfast_worker']) as role,
     unnest(array['update', 'delete', 'truncate']) as verb,
     unnest(array['ledger_postings', 'ledger_entries']) as name
where has_table_privilege(role, 'public.' || name, verb)
   or (verb = 'update' and has_any_column_privilege(role, 'public.' || name, verb))
