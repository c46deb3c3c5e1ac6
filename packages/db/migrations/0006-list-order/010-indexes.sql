-- A page begins behind (time, id): the id makes the order total where times are equal.
create index messages_by_time on messages (created_at desc, id desc);
create index payment_webhooks_by_time on payment_webhooks (received_at desc, id desc);
drop index messages_recent;
drop index payment_webhooks_recent;
