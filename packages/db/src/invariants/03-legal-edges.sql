-- states move only along their edges, from an initial state, and rank never falls where it rules
with steps as (
  select h.clinic_id, h.machine, h.subject_id, h.version, h.from_state, h.to_state,
         lag(h.to_state) over (partition by h.machine, h.subject_id order by h.version) as previous_state
  from state_history h
)
select s.clinic_id, s.subject_id as subject,
       format('%s v%s: %s → %s', s.machine, s.version, coalesce(s.from_state, 'start'), s.to_state) as detail
from steps s
where s.from_state is distinct from s.previous_state
   or (s.from_state is null and not exists (
         select 1 from transition_states t where t.machine = s.machine and t.state = s.to_state and t.initial))
   or (s.from_state is not null and not exists (
         select 1 from transition_edges e
         where e.machine = s.machine and e.from_state = s.from_state and e.to_state = s.to_state))
union all
select null, null, format('edge of %s falls in rank: %s → %s', e.machine, e.from_state, e.to_state)
from transition_edges e
join transition_states f on f.machine = e.machine and f.state = e.from_state
join transition_states t on t.machine = e.machine and t.state = e.to_state
where e.machine in ('booking', 'attempt') and t.rank <= f.rank
union all
select null, null, format('trigger %s on %s is missing or switched off', w.name, w.relation)
from (values
  ('bookings', 'a_transition'), ('payments', 'a_transition'), ('payment_attempts', 'a_transition'),
  ('refunds', 'a_transition'), ('provider_refunds', 'a_transition'), ('operations', 'a_transition'),
  ('messages', 'a_transition'), ('payment_webhooks', 'a_transition')
) as w (relation, name)
where not exists (
  select 1 from pg_trigger t
  where t.tgrelid = to_regclass('public.' || w.relation) and t.tgname = w.name and t.tgenabled = 'O')
