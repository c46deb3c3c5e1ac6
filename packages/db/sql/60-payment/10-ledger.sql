-- Moves money between two accounts, once per fact.
create function post_money(
  p_clinic uuid, p_fact_key text, p_payment uuid, p_refund uuid, p_debit text, p_credit text, p_amount bigint, p_currency text
) returns void
language plpgsql as $$
declare
  v_posting uuid := uuidv7();
  v_bill uuid;
  v_account uuid;
  v_object uuid := case when p_refund is null then split_part(p_fact_key, ':', 2)::uuid else p_refund end;
begin
  select p.bill_id, p.provider_account_id into v_bill, v_account from payments p
  where p.clinic_id = p_clinic and p.id = p_payment;
  insert into ledger_postings (clinic_id, id, fact_key, payment_id, refund_id, bill_id, cause, effective_at)
  values (p_clinic, v_posting, p_fact_key, p_payment, p_refund, v_bill, split_part(p_fact_key, ':', 1), app_now())
  on conflict (clinic_id, fact_key) do nothing;
  if found then
    insert into ledger_entries (clinic_id, posting_id, account, owner_id, object_id, amount_minor, currency)
    select p_clinic, v_posting, e.account, case e.account when 'patient_funds' then v_bill else v_account end,
      case when e.account = 'provider_balance' then v_object end, e.amount, p_currency
    from (values (p_debit, p_amount), (p_credit, -p_amount)) e (account, amount);
  end if;
end $$;
