-- refunds that have not failed never exceed what was captured, in the same currency
select a.clinic_id, a.id as subject,
       format('%s of %s captured is refunded', sum(r.amount_minor),
              case when a.state = attempt_state('captured') then a.amount_minor else 0 end) as detail
from payment_attempts a
join refunds r on r.clinic_id = a.clinic_id and r.attempt_id = a.id and refund_counts(r.state)
group by a.clinic_id, a.id
having sum(r.amount_minor) > case when a.state = attempt_state('captured') then a.amount_minor else 0 end
union all
select r.clinic_id, r.id, format('refund in %s of a capture in %s', r.currency, a.currency)
from refunds r join payment_attempts a on a.clinic_id = r.clinic_id and a.id = r.attempt_id
where r.currency <> a.currency
