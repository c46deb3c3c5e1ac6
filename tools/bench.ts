import { createAccessTokens } from '@holdfast/api/request/auth/access-token';
import { type BenchContent, type BenchOrder, fillClinic, fillOrders } from './bench/fill.ts';
import { closedLoop, type Measured, openLoop } from './bench/load.ts';
import { findPgbench, pgbench } from './bench/pgbench.ts';
import { holdRequests, webhookRequests } from './bench/requests.ts';
import { type BenchStack, benchKeys, startBenchStack } from './bench/stack.ts';

const levels = [1, 8, 32] as const;
const perLevel = Number(process.env.BENCH_REQUESTS ?? 3_000);
const account = benchKeys.RAZORPAY_ACCOUNT_ID;

interface Row {
  readonly what: string;
  readonly clients: number | string;
  readonly perSecond: number;
  readonly measured?: Measured;
}

const rows: Row[] = [];

function note(row: Row): void {
  rows.push(row);
  const times = row.measured
    ? `  p50 ${row.measured.p50Ms.toFixed(1)}  p95 ${row.measured.p95Ms.toFixed(1)}  p99 ${row.measured.p99Ms.toFixed(1)} ms`
    : '';
  const others =
    row.measured && Object.keys(row.measured.others).length > 0
      ? `  OTHER ANSWERS ${JSON.stringify(row.measured.others)}`
      : '';
  console.log(
    `${row.what.padEnd(34)} ${String(row.clients).padStart(5)} clients ${row.perSecond.toFixed(0).padStart(7)}/s${times}${others}`,
  );
}

class Supply<T> {
  #items: readonly T[];
  #next = 0;
  constructor(items: readonly T[]) {
    this.#items = items;
  }
  take(count: number): T[] {
    const taken = this.#items.slice(this.#next, this.#next + count);
    if (taken.length < count) throw new Error('bench: not enough prepared work; lower BENCH_REQUESTS');
    this.#next += count;
    return taken;
  }
}

async function holdsInPgbench(
  stack: BenchStack,
  program: string,
  content: BenchContent,
  supply: Supply<BenchContent['slots'][number]>,
) {
  const owner = stack.database.pools.superuser;
  for (const clients of levels) {
    await owner.query(
      'drop table if exists bench_slots; drop sequence if exists bench_n; create sequence bench_n',
    );
    await owner.query(
      'create table bench_slots (n bigint primary key, doctor_id uuid, starts_at timestamptz)',
    );
    await owner.query(
      `insert into bench_slots select n, "doctorId", "startsAt"
       from rows from (jsonb_to_recordset($1::jsonb) as ("doctorId" uuid, "startsAt" timestamptz)) with ordinality as s("doctorId", "startsAt", n)`,
      [JSON.stringify(supply.take(perLevel))],
    );
    await owner.query(
      'grant select on bench_slots to holdfast_api; grant usage on sequence bench_n to holdfast_api; analyze',
    );
    const script =
      `select (h.booking).* from bench_slots s, lateral hold_slot('${content.deskUserId}', 'bench', '${content.clinicId}',
      s.doctor_id, '${content.serviceId}', '${content.patientId}', s.starts_at, false, 5, gen_random_uuid()::text, '\\x01') h
      where s.n = (select nextval('bench_n'));`.replaceAll('\n', ' ');
    const options = { folder: stack.home, name: 'hold', script, clients, transactions: perLevel };
    note({
      what: 'hold_slot in pgbench',
      clients,
      perSecond: await pgbench(program, stack.database.urls.api, options),
    });
  }
}

async function bareInserts(stack: BenchStack, program: string) {
  await stack.database.pools.superuser.query(
    `create table bench_bare (id bigint generated always as identity primary key, body text);
     grant insert on bench_bare to holdfast_api`,
  );
  for (const clients of levels) {
    const script = `insert into bench_bare (body) values ('one row');`;
    const options = { folder: stack.home, name: 'bare', script, clients, transactions: perLevel * 3 };
    note({
      what: 'bare insert in pgbench',
      clients,
      perSecond: await pgbench(program, stack.database.urls.api, options),
    });
  }
}

async function webhooksInPgbench(stack: BenchStack, program: string, orders: Supply<BenchOrder>) {
  const owner = stack.database.pools.superuser;
  for (const clients of levels) {
    const facts = orders.take(perLevel).map((order) => ({
      order: order.orderId,
      facts: [
        {
          kind: 'attempt',
          providerOrderId: order.orderId,
          providerPaymentId: `pay_b${order.orderId.slice(6)}`,
          state: 'captured',
          amountMinor: order.amountMinor,
          currency: 'INR',
          method: 'upi',
          feeMinor: 1888,
          taxMinor: 288,
          errorCode: null,
          errorReason: null,
          occurredAt: new Date().toISOString(),
        },
      ],
    }));
    await owner.query(
      'drop table if exists bench_events; drop sequence if exists bench_e; create sequence bench_e',
    );
    await owner.query('create table bench_events (n bigint primary key, key text, facts jsonb)');
    await owner.query(
      `insert into bench_events select n, "order", facts
       from rows from (jsonb_to_recordset($1::jsonb) as ("order" text, facts jsonb)) with ordinality as s("order", facts, n)`,
      [JSON.stringify(facts)],
    );
    await owner.query(
      'grant select on bench_events to holdfast_ingest; grant usage on sequence bench_e to holdfast_ingest; analyze',
    );
    const script = (key: string) =>
      `select w.* from bench_events s, lateral ingest_webhook('pgbench:' || s.key, 'razorpay', '${account}', null, 'payment.captured', '\\x7b7d',
       s.facts, null, 'bench', 1) w where s.n = ${key};`.replaceAll('\n', ' ');
    const fresh = {
      folder: stack.home,
      name: 'webhook',
      script: script(`(select nextval('bench_e'))`),
      clients,
      transactions: perLevel,
    };
    note({
      what: 'ingest_webhook in pgbench, fresh',
      clients,
      perSecond: await pgbench(program, stack.database.urls.ingest, fresh),
    });
    const again = { ...fresh, script: `\\set n random(1, ${perLevel})\n${script(':n')}` };
    note({
      what: 'ingest_webhook in pgbench, again',
      clients,
      perSecond: await pgbench(program, stack.database.urls.ingest, again),
    });
  }
}

async function overHttp(
  stack: BenchStack,
  content: BenchContent,
  token: string,
  slots: Supply<BenchContent['slots'][number]>,
  orders: Supply<BenchOrder>,
) {
  await closedLoop(stack.apiPort, 8, holdRequests(content, slots.take(500), token), 201);
  for (const clients of levels) {
    const measured = await closedLoop(
      stack.apiPort,
      clients,
      holdRequests(content, slots.take(perLevel), token),
      201,
    );
    note({ what: 'hold over HTTP, whole route', clients, perSecond: measured.perSecond, measured });
  }
  for (const clients of levels) {
    const requests = webhookRequests(orders.take(perLevel), account, benchKeys.RAZORPAY_WEBHOOK_SECRET);
    const fresh = await closedLoop(stack.apiPort, clients, requests, 200);
    note({ what: 'webhook over HTTP, fresh', clients, perSecond: fresh.perSecond, measured: fresh });
    const again = await closedLoop(stack.apiPort, clients, requests, 200);
    note({ what: 'webhook over HTTP, duplicate', clients, perSecond: again.perSecond, measured: again });
  }
}

/** The origin of all this: a booking must not care whether the messenger or Redis is alive. */
async function openLoopInTrouble(
  stack: BenchStack,
  content: BenchContent,
  token: string,
  slots: Supply<BenchContent['slots'][number]>,
) {
  const calm = await openLoop(stack.apiPort, 300, holdRequests(content, slots.take(3_000), token), 201);
  note({ what: 'open loop 300/s, all well', clients: 'open', perSecond: calm.perSecond, measured: calm });
  stack.worker.kill('SIGSTOP');
  process.kill(stack.redis.pid, 'SIGSTOP');
  try {
    const troubled = await openLoop(stack.apiPort, 300, holdRequests(content, slots.take(3_000), token), 201);
    note({
      what: 'open loop 300/s, worker+Redis frozen',
      clients: 'open',
      perSecond: troubled.perSecond,
      measured: troubled,
    });
  } finally {
    process.kill(stack.redis.pid, 'SIGCONT');
    stack.worker.kill('SIGCONT');
  }
}

function best(what: string): number {
  return Math.max(
    ...rows
      .filter((row) => row.what === what && (row.clients === 8 || row.clients === 32))
      .map((row) => row.perSecond),
  );
}

function ratios(): void {
  const line = (text: string, share: number) =>
    console.log(`${text.padEnd(62)} ${(share * 100).toFixed(0)} %`);
  console.log('\nRatios, best of 8 and 32 clients');
  line(
    'hold over HTTP / hold_slot in pgbench',
    best('hold over HTTP, whole route') / best('hold_slot in pgbench'),
  );
  line(
    'hold_slot in pgbench / bare insert in pgbench',
    best('hold_slot in pgbench') / best('bare insert in pgbench'),
  );
  line(
    'webhook over HTTP, fresh / ingest_webhook in pgbench',
    best('webhook over HTTP, fresh') / best('ingest_webhook in pgbench, fresh'),
  );
  line(
    'webhook over HTTP, duplicate / ingest_webhook again in pgbench',
    best('webhook over HTTP, duplicate') / best('ingest_webhook in pgbench, again'),
  );
}

const stack = await startBenchStack();
try {
  const content = await fillClinic(stack.database.pools.superuser);
  const slots = new Supply(content.slots);
  console.log(`preparing ${perLevel * 6} open orders`);
  const orders = new Supply(
    await fillOrders(stack.database.pools.superuser, content, account, slots.take(perLevel * 6)),
  );
  const { token } = createAccessTokens(benchKeys.ACCESS_TOKEN_SECRET).mint(content.deskUserId);
  const program = await findPgbench(`${stack.home}/pgbench`);
  await bareInserts(stack, program);
  await holdsInPgbench(stack, program, content, slots);
  await webhooksInPgbench(stack, program, orders);
  await overHttp(stack, content, token, slots, orders);
  await openLoopInTrouble(stack, content, token, slots);
  ratios();
} finally {
  await stack.stop();
}
