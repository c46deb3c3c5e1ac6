-- Moves money between two accounts, once per fact.
create function post_money(
  p_clinic uuid, p_fact_key text, p_payment uuid, p_refund uuid, p_debit text, p_credit text, p_amount bigint, p_currency text
) returns void
language plpgsql as $$
declare
  v_posting uuid := uuidv7();
begin
  insert into ledger_postings (clinic_id, id, fact_key, payment_id, refund_id)
  values (p_clinic, v_posting, p_fact_key, p_payment, p_refund)
  on conflict (clinic_id, fact_key) do nothing;
  if found then
    insert into ledger_entries (clinic_id, posting_id, account, amount_minor, currency)
    values (p_clinic, v_posting, p_debit, p_amount, p_currency), (p_clinic, v_posting, p_credit, -p_amount, p_currency);
  end if;
end $$;
