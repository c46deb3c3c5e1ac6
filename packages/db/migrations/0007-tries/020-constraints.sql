-- From PostgreSQL 18 on, NOT NULL is a constraint with the name of its column.
do $$
declare
  v_constraint record;
begin
  for v_constraint in
    select conrelid::regclass as table_name, conname as old_name,
      replace(replace(conname, '_next_attempt_at_', '_next_try_at_'), '_attempts_', '_tries_') as new_name
    from pg_constraint
    where conrelid in ('messages'::regclass, 'refunds'::regclass, 'payment_webhooks'::regclass) and contype = 'n'
  loop
    if v_constraint.new_name <> v_constraint.old_name then
      execute format('alter table %s rename constraint %I to %I',
        v_constraint.table_name, v_constraint.old_name, v_constraint.new_name);
    end if;
  end loop;
end $$;
