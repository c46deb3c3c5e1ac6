import { ClinicId, PatientId, UserId } from '@holdfast/contract/ids';
import { ProviderError } from '@holdfast/core/ports/provider-error';
import { enrolDemoAccounts, seedClinic } from '@holdfast/db/demo/demo-clinic';
import type { DemoClinic } from '@holdfast/db/demo/demo-data';
import type pg from 'pg';
import { type WiredCore, wireUseCases } from '../clinic-rig.ts';
import { createFakeGateway, type FakeGateway } from '../fake-gateway.ts';

/** The pools that a scenario needs: the owner's, and one per login role of the apps. */
export type StagePools = Readonly<Record<'owner' | 'api' | 'ingest' | 'worker', pg.Pool>>;

/** What the provider answers when a payment is to be refunded; without an entry it accepts. */
type RefundAnswer = 'rejected' | 'unknown';

export interface StageClinic {
  readonly id: ClinicId;
  readonly patients: readonly PatientId[];
}

/** Where a scenario is played: the real core on an existing demo, in front of a provider that this process plays. */
export interface Stage {
  readonly owner: pg.Pool;
  readonly core: WiredCore<FakeGateway>;
  readonly reception: UserId;
  readonly doctor: UserId;
  readonly requestId: string;
  readonly refundAnswers: Map<string, RefundAnswer>;
  /** The scenario's clinic, with its patients and the demo's accounts. */
  readonly addClinic: (clinic: Omit<DemoClinic, 'slug'>) => Promise<StageClinic>;
}

/** As often as the worker tries an event. */
const eventMaxTries = 24;

/** No program holds keys of this account, so nothing is ever asked at a real provider about it. */
const account = { provider: 'razorpay', accountId: 'acc_scenario' } as const;

function createProvider(refundAnswers: Stage['refundAnswers']): FakeGateway {
  const fake = createFakeGateway(account);
  return {
    ...fake,
    submitRefund: async (input) => {
      const answer = refundAnswers.get(input.providerPaymentId);
      if (answer === undefined) return fake.submitRefund(input);
      throw new ProviderError(answer, 'the scenario says so', {
        operation: 'submit-refund',
        statusCode: answer === 'rejected' ? 400 : null,
        code: answer === 'rejected' ? 'BAD_REQUEST_ERROR' : null,
        reason: answer === 'rejected' ? 'payment_too_old' : null,
        refusal: 'forever',
      });
    },
  };
}

export async function demoUser(owner: pg.Pool, name: string): Promise<UserId> {
  const email = `${name}@demo.holdfast.test`;
  const { rows } = await owner.query<{ id: string }>('select id from users where email = $1', [email]);
  if (!rows[0]) throw new Error(`the demo has no account ${email}`);
  return UserId.parse(rows[0].id);
}

export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const done = await work(client);
    await client.query('commit');
    return done;
  } catch (thrown) {
    await client.query('rollback');
    throw thrown;
  } finally {
    client.release();
  }
}

function addClinic(owner: pg.Pool, clinic: DemoClinic): Promise<StageClinic> {
  return inTransaction(owner, async (client) => {
    const id = await seedClinic(client, clinic);
    const { rows } = await client.query<{ id: string }>(
      'select id from patients where clinic_id = $1 order by phone',
      [id],
    );
    await enrolDemoAccounts(client, id);
    return { id: ClinicId.parse(id), patients: rows.map((row) => PatientId.parse(row.id)) };
  });
}

export async function openStage(pools: StagePools, scenario: string, slug: string): Promise<Stage> {
  const { owner } = pools;
  const refundAnswers: Stage['refundAnswers'] = new Map();
  return {
    owner,
    core: await wireUseCases(pools, {
      gateway: createProvider(refundAnswers),
      maxOpenHolds: 500,
      webhookMaxTries: eventMaxTries,
    }),
    reception: await demoUser(owner, 'reception'),
    doctor: await demoUser(owner, 'doctor'),
    requestId: `scenario:${scenario}`,
    refundAnswers,
    addClinic: (clinic) => addClinic(owner, { ...clinic, slug }),
  };
}
