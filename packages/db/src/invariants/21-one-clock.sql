-- the clock stands where the installation says, and is not shifted where money is real
select null::uuid as clinic_id, null::uuid as subject,
       format('clock_shift() is %s, the installation says %s seconds', clock_shift(), i.clock_shift_seconds) as detail
from installation i where clock_shift() <> make_interval(secs => i.clock_shift_seconds)
union all
select null, null, 'nothing says what this installation is for'
where not exists (select 1 from installation)
union all
select null, null, format('%s %s is live and the clock is shifted', a.provider, a.account_ref)
from provider_accounts a, installation i where a.mode = 'live' and i.clock_shift_seconds > 0
