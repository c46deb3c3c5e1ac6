-- The clock of the business: every instant that a rule compares or a row keeps comes from app_now(). Leases alone read
-- the real clock, see docs/adr/0012-one-clock-of-the-business.md.

-- How far the clock of a test or demo installation stands ahead. `write_clock_shift` replaces this function when the
-- row in `installation` changes: both functions are inlined, so a call costs what clock_timestamp() costs, and plans that
-- inlined it are made again. Not IMMUTABLE: that would be folded into plans, and these would outlive the change.
create function clock_shift() returns interval language sql stable as $$ select interval '0 seconds' $$;

create function app_now() returns timestamptz language sql volatile as $$ select clock_timestamp() + public.clock_shift() $$;
