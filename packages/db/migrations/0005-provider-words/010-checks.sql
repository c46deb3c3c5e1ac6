-- Named by the generated words: a new provider needs no migration.
alter table payments drop constraint payments_rail_check,
  add constraint payments_rail_check check (is_payment_provider(rail));
alter table payment_attempts drop constraint payment_attempts_provider_check,
  add constraint payment_attempts_provider_check check (is_payment_provider(provider));
