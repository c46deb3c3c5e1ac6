import { createHash, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { type BenchClinic, fillClinic, logInRequest } from './fill.ts';
import { type Call, closedLoop, type Request, send } from './load.ts';
import { type BenchOrder, get, holdRequest, post, webhookRequest } from './requests.ts';
import { type SqlCall, sqlCall } from './sql-call.ts';
import { type BenchStack, benchKeys } from './stack.ts';

/** A filled stack, and the state that its rows carry between rounds. */
export interface Bench {
  readonly stack: BenchStack;
  readonly clinic: BenchClinic;
  readonly holdSlot: SqlCall | null;
  readonly bookingIds: readonly string[];
  /** Deliveries that were answered; each may be redelivered. */
  readonly delivered: Request[];
}

export interface BenchRow {
  readonly name: string;
  readonly expected: string;
  /** Calls of one round. */
  readonly count: number;
  /** Prepares the work, unmeasured. Null: this version cannot do it. */
  readonly prepare: (bench: Bench, count: number) => Promise<Call[] | null> | Call[] | null;
}

interface Held {
  readonly booking: { readonly id: string; readonly payment: { readonly paymentId: string } };
}

const boardBookings = 120;
const holdArguments = [
  'p_user',
  'p_request_id',
  'p_clinic',
  'p_doctor',
  'p_service',
  'p_patient',
  'p_starts',
  'p_keep_if_late',
  'p_max_open_holds',
  'p_key',
  'p_request_hash',
];

/** Resolves to the status, so that unexpected answers show in the table. */
function over({ agent, apiPort }: BenchStack, request: Request): Call {
  return async () => String((await send(agent, apiPort, request)).status);
}

/** Preparation that must succeed before a row is measured; eight at once. */
async function each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const calls = items.map((item) => async () => {
    results.push(await work(item));
    return 'done';
  });
  await closedLoop(8, calls, 'done');
  return results;
}

async function answer(stack: BenchStack, request: Request, expected: number): Promise<string> {
  const { status, body } = await send(stack.agent, stack.apiPort, request);
  if (status !== expected) throw new Error(`bench: ${request.path} answered ${status} ${body}`);
  return body;
}

async function hold(bench: Bench, slots: ReturnType<BenchClinic['takeLater']>): Promise<Held['booking'][]> {
  return each(slots, async (slot) => {
    const body: Held = JSON.parse(await answer(bench.stack, holdRequest(bench.clinic, slot), 201));
    return body.booking;
  });
}

/** The function checks who calls; earlier releases left that to the rights of the caller. */
async function asSystem(pool: pg.Pool, text: string, values: readonly unknown[]): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(`begin; select set_config('app.system', 'system:bench', true)`);
    await client.query(text, [...values]);
    await client.query('commit');
  } finally {
    client.release();
  }
}

async function ordersFor(bench: Bench, bookings: readonly Held['booking'][]): Promise<BenchOrder[] | null> {
  const { superuser } = bench.stack;
  const names = ['p_clinic', 'p_payment', 'p_provider', 'p_account', 'p_account_id', 'p_order_id'];
  const attach = await sqlCall(superuser, 'attach_provider_order', names);
  if (!attach) return null;
  // Before accounts were rows, orders cited the account's name.
  const { rows } = await superuser.query<{ id: string | null }>(
    `select to_jsonb(a) ->> 'id' as id from provider_accounts a limit 1`,
  );
  return each(bookings, async ({ payment }) => {
    const orderId = `order_${createHash('md5').update(payment.paymentId).digest('hex').slice(0, 14)}`;
    const values = {
      p_clinic: bench.clinic.clinicId,
      p_payment: payment.paymentId,
      p_provider: 'razorpay',
      p_account: benchKeys.RAZORPAY_ACCOUNT_ID,
      p_account_id: rows[0]?.id,
      p_order_id: orderId,
    };
    await asSystem(superuser, attach.text, attach.values(values));
    return { orderId, amountMinor: 80_000 };
  });
}

const attachOrders = async (bench: Bench, count: number): Promise<BenchOrder[] | null> =>
  ordersFor(bench, await hold(bench, bench.clinic.takeLater(count)));

function deliver(bench: Bench, event: Parameters<typeof webhookRequest>[0], order: BenchOrder): Call {
  const { RAZORPAY_ACCOUNT_ID, RAZORPAY_WEBHOOK_SECRET } = benchKeys;
  const request = webhookRequest(event, order, RAZORPAY_ACCOUNT_ID, RAZORPAY_WEBHOOK_SECRET);
  return async () => {
    const status = await over(bench.stack, request)();
    bench.delivered.push(request);
    return status;
  };
}

const rowList: readonly BenchRow[] = [
  {
    name: 'bare insert',
    expected: 'done',
    count: 600,
    prepare: ({ stack }, count) =>
      Array.from({ length: count }, () => async () => {
        await stack.api.query(`insert into bench_bare (body) values ('one row')`);
        return 'done';
      }),
  },
  {
    name: 'hold_slot, direct',
    expected: 'done',
    count: 240,
    prepare: ({ stack, clinic, holdSlot }, count) =>
      holdSlot &&
      clinic.takeLater(count).map((slot) => async () => {
        const values = holdSlot.values({
          p_user: clinic.nextCaller().userId,
          p_request_id: 'bench',
          p_clinic: clinic.clinicId,
          p_doctor: slot.doctorId,
          p_service: clinic.serviceId,
          p_patient: clinic.patientId,
          p_starts: slot.startsAt,
          p_keep_if_late: false,
          p_max_open_holds: 5,
          p_key: randomUUID(),
          p_request_hash: Buffer.from([1]),
        });
        const { rowCount } = await stack.api.query(holdSlot.text, values);
        return rowCount === 1 ? 'done' : `${rowCount} rows`;
      }),
  },
  {
    name: 'hold over HTTP',
    expected: '201',
    count: 200,
    prepare: ({ stack, clinic }, count) =>
      clinic.takeLater(count).map((slot) => over(stack, holdRequest(clinic, slot))),
  },
  {
    name: 'check-in',
    expected: '200',
    count: 80,
    prepare: async (bench, count) => {
      const { stack, clinic } = bench;
      const bookings = await hold(bench, clinic.takeToday(count));
      await each(bookings, ({ id }) =>
        answer(stack, post(`/bookings/${id}/desk-payment`, clinic.nextCaller(), {}), 200),
      );
      return bookings.map(({ id }) => over(stack, post(`/bookings/${id}/check-in`, clinic.nextCaller(), {})));
    },
  },
  {
    name: 'board read',
    expected: '200',
    count: 60,
    prepare: ({ stack, clinic }, count) =>
      Array.from({ length: count }, () => {
        const path = `/clinics/${clinic.clinicId}/board?date=${clinic.boardDate}`;
        return over(stack, get(path, clinic.nextCaller()));
      }),
  },
  {
    name: 'booking read',
    expected: '200',
    count: 160,
    prepare: ({ stack, clinic, bookingIds }, count) =>
      Array.from({ length: count }, (_, index) =>
        over(stack, get(`/bookings/${bookingIds[index % bookingIds.length]}`, clinic.nextCaller())),
      ),
  },
  {
    name: 'webhook, fresh',
    expected: '200',
    count: 80,
    prepare: async (bench, count) => {
      const orders = await attachOrders(bench, count);
      return orders?.map((order) => deliver(bench, 'payment.captured', order)) ?? null;
    },
  },
  {
    name: 'webhook, duplicate',
    expected: '200',
    count: 400,
    prepare: ({ stack, delivered }, count) => {
      if (delivered.length === 0) return null;
      const again = Array.from({ length: count }, (_, index) => delivered[index % delivered.length]);
      return again.flatMap((request) => (request ? [over(stack, request)] : []));
    },
  },
  {
    name: 'login',
    expected: '200',
    count: 24,
    prepare: ({ stack, clinic }, count) =>
      Array.from({ length: count }, () => over(stack, logInRequest(clinic.nextCaller()))),
  },
];

export const benchRows = rowList;

const refundRow: BenchRow = {
  name: 'webhook, refund',
  expected: '200',
  count: 80,
  prepare: async (bench, count) => {
    const orders = await attachOrders(bench, count);
    if (!orders) return null;
    await each(orders, async (order) => {
      const status = await deliver(bench, 'payment.captured', order)();
      if (status !== '200') throw new Error(`bench: a capture answered ${status}`);
    });
    return orders.map((order) => deliver(bench, 'refund.processed', order));
  },
};

const grows = ['hold over HTTP', 'booking read', 'webhook, fresh', 'webhook, duplicate'];

/** What is measured as the tables grow. */
export const growthRows: readonly BenchRow[] = [
  ...rowList.filter(({ name }) => grows.includes(name)),
  refundRow,
];

/** A row in every table of money: a refund by the provider, and one that the desk asks for. */
export async function seedMoney(bench: Bench): Promise<void> {
  const { stack, clinic } = bench;
  for (const call of (await refundRow.prepare(bench, 1)) ?? []) await call();
  const [booking] = await hold(bench, clinic.takeLater(1));
  if (!booking) throw new Error('bench: no booking to cancel');
  const [order] = (await ordersFor(bench, [booking])) ?? [];
  if (order) await deliver(bench, 'payment.captured', order)();
  await answer(stack, post(`/bookings/${booking.id}/cancel`, clinic.nextCaller(), { reason: 'seeded' }), 200);
}

/** A webhook always gets a success answer, so the effect of fresh ones is checked in the database. */
export async function assertWebhooksApplied({ stack, delivered }: Bench): Promise<void> {
  const { rows } = await stack.superuser.query<{ state: string; count: string }>(
    `select state, count(*) from payment_webhooks where deduplication_key not like 'fill%' group by state`,
  );
  const applied = rows.length === 1 && rows[0]?.state === 'applied';
  if (applied && Number(rows[0]?.count) === new Set(delivered.map(({ body }) => body)).size) return;
  throw new Error(`bench: of ${delivered.length} deliveries ${JSON.stringify(rows)}`);
}

export async function openBench(stack: BenchStack, scale: number): Promise<Bench> {
  const clinic = await fillClinic(stack, scale);
  await stack.superuser.query(
    `create table bench_bare (id bigint generated always as identity primary key, body text);
     grant insert on bench_bare to holdfast_api`,
  );
  const holdSlot = await sqlCall(stack.superuser, 'hold_slot', holdArguments);
  const bench: Bench = { stack, clinic, holdSlot, bookingIds: [], delivered: [] };
  const bookings = await hold(bench, clinic.takeForBoard(Math.ceil(boardBookings * scale)));
  await stack.superuser.query('vacuum (analyze)');
  return { ...bench, bookingIds: bookings.map(({ id }) => id) };
}
