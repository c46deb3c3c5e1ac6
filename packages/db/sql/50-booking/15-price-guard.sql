-- A price that no account of the clinic can ask for is refused when it is set, not when a patient wants to pay it. Nothing at
-- all may be asked: such a visit is confirmed at once.
create function refuse_unpayable_price() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_min bigint;
begin
  select min((a.capabilities -> 'minOrderMinor' ->> new.currency)::bigint) into v_min
  from provider_accounts a join clinics c on c.id = new.clinic_id
  where (a.clinic_id = c.id or a.clinic_id is null) and c.payment_mode = 'online'
    and provider_account_is_open(a.state);
  if new.price_minor > 0 and new.price_minor < v_min then
    perform refuse('INVALID_INPUT', format('an online payment asks for at least %s', v_min));
  end if;
  return new;
end $$;
create trigger a_price before insert or update of price_minor, currency on services
  for each row execute function refuse_unpayable_price();
