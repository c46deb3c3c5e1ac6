-- The business clock: every instant that a rule compares or a row stores comes from app_now(). Only leases read the
-- real clock, see docs/adr/0012-one-clock-of-the-business.md.

-- How far the clock of a test or demo installation is ahead. `write_clock_shift` replaces this function when the row in
-- `installation` changes: both functions are inlined, so a call costs what clock_timestamp() costs, and replacing one
-- invalidates the plans that inlined it. Not IMMUTABLE: the value would be folded into plans that outlive the change.
create function clock_shift() returns interval language sql stable as $$ select interval '0 seconds' $$;

create function app_now() returns timestamptz language sql volatile as $$ select clock_timestamp() + public.clock_shift() $$;
