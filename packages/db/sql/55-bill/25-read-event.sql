-- First statement of a webhook: whether the event is known, where its objects lead, and the bills as they stand.
create function read_event(
  p_key text, p_raw bytea, p_account uuid, p_objects text[], p_request_id text
) returns jsonb
language plpgsql as $$
declare
  v_known boolean;
  v_same boolean;
  v_routes jsonb;
begin
  perform enter_actor(null, 'system:webhook', p_request_id, null, null, null);
  perform require_open_account(p_account);
  select true, w.raw_body = p_raw into v_known, v_same from payment_webhooks w where w.deduplication_key = p_key;
  select coalesce(jsonb_agg(jsonb_build_object(
    'objectId', o.object_id, 'kind', o.kind, 'clinicId', o.clinic_id, 'paymentId', o.payment_id, 'billId', p.bill_id)), '[]')
  into v_routes
  from unnest(p_objects) i (object_id)
    cross join lateral (
      select * from provider_objects q
      where q.provider_account_id = p_account and q.object_id = i.object_id offset 0) o
    join payments p on p.clinic_id = o.clinic_id and p.id = o.payment_id;
  return jsonb_build_object(
    'isKnown', coalesce(v_known, false), 'isSameBody', coalesce(v_same, false),
    'providerAccountId', p_account, 'routes', v_routes,
    'bills', coalesce((
      select jsonb_agg(read_bill(b.clinic_id, b.bill_id))
      from (
        select distinct (r ->> 'clinicId')::uuid as clinic_id, (r ->> 'billId')::uuid as bill_id
        from jsonb_array_elements(v_routes) r
      ) b), '[]'));
end $$;
