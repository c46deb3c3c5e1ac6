import { wireCore } from '@holdfast/testkit/clinic-rig';
import { createEarlierRelease } from '@holdfast/testkit/earlier-release';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import { test } from 'vitest';
import { runInvariants } from '../src/invariants.ts';
import { migrate } from '../src/migrations-runner.ts';

test('scratch', async () => {
  const database = await createEarlierRelease();
  const q = async (sql: string) =>
    console.log(
      sql,
      '\n',
      JSON.stringify((await database.pools.superuser.query(sql)).rows, null, 0).replaceAll('},{', '},\n{'),
    );
  await q(
    `select r.id, r.state, r.reason, r.provider_refund_id, r.amount_minor, a.state as attempt, a.amount_minor captured, a.quarantine_reason, b.state booking, r.last_error from refunds r join payment_attempts a on a.id=r.attempt_id join payments p on p.id=r.payment_id join bookings b on b.id=p.booking_id order by r.id`,
  );
  await q(
    `select a.state, a.quarantine_reason, a.fee_minor, count(*) from payment_attempts a group by 1,2,3`,
  );
  await q(`select kind, count(*) from booking_evidence group by 1`);
  await migrate({ connectionString: database.urls.owner });
  await q(`select provider, account_ref, mode, is_assumed from provider_accounts`);
  await q(`select count(*) filter (where review_at is not null) due, count(*) from bills`);
  const { rows } = await database.pools.superuser.query<{ account_ref: string }>(
    'select account_ref from provider_accounts',
  );
  const core = await wireCore(database, {
    gateway: createFakeGateway({ provider: 'razorpay', accountId: rows[0]?.account_ref ?? 'x' }),
  });
  console.log('reviewed', await core.worker.reviewBills());
  await q(`select count(*) filter (where review_at <= app_now()) due, count(*) from bills`);
  await q(`select kind, amount_minor, currency, subject_id from items where closed_at is null`);
  await q(`select id, state, reason, amount_minor, cause_key from refunds order by id`);
  await q(`select subject_id, state, tries, last_error from operations order by subject_id`);
  console.log(
    JSON.stringify(
      (await runInvariants(database.pools.worker)).filter((r) => r.violations !== 0),
      null,
      1,
    ),
  );
  await database.close();
}, 60000);
