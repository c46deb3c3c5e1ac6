-- An attempt is a payment attempt; how often we tried is a number of tries. Indexes, views and column grants follow
-- the columns, and none of them carries the old word in its name.
alter table messages rename column attempts to tries;
alter table messages rename column next_attempt_at to next_try_at;
alter table refunds rename column attempts to tries;
alter table refunds rename column next_attempt_at to next_try_at;
alter table payment_webhooks rename column attempts to tries;
alter table payment_webhooks rename column next_attempt_at to next_try_at;
