import type { UserId } from '@holdfast/contract/ids';
import {
  type EnteredSecret,
  ProviderAccount,
} from '@holdfast/contract/provider-account/provider-account.procedures';
import type { Sandbox } from '@holdfast/sandbox/create-sandbox';
import { type Held, hold } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig, wireUseCases } from '@holdfast/testkit/clinic-rig';
import { createSandboxGateway, type SandboxGateway } from '@holdfast/testkit/sandbox-gateway';
import { newWrappingKey, storedKeys, type WrappingKeys } from '@holdfast/testkit/stored-keys';
import { createIngestEvent } from '../../src/usecases/money/ingest-event.ts';

export type BankAccount = ReturnType<Sandbox['razorpay']['account']>;

export interface AccountsRig {
  readonly bank: SandboxGateway;
  readonly rig: ClinicRig;
  readonly admin: UserId;
  readonly secondAdmin: UserId;
  readonly adminOfOther: UserId;
  readonly wrapping: WrappingKeys;
  /** Another process on the same database, with wrapping keys of its own. */
  readonly process: (wrapping?: WrappingKeys) => Promise<ClinicRig>;
  /** Another of the provider's accounts: its own book, in one mode. */
  readonly openAccount: (mode: 'test' | 'live', name?: string) => BankAccount;
  /** Lets the time pass after which a drained account may be closed; the clock itself stands where live accounts are. */
  readonly letDrain: (id: string) => Promise<void>;
  readonly nextHold: (rig?: ClinicRig) => Promise<Held>;
  readonly close: () => Promise<void>;
}

async function addAdmin(rig: ClinicRig, clinicId: string): Promise<UserId> {
  const [row] = await rig.rows<{ id: UserId }>(
    `with person as (insert into users (display_name, email) values ('Second Admin', 'second-admin@fixture.example') returning id)
     insert into memberships (clinic_id, user_id, role) select $1, id, 'admin' from person returning user_id as id`,
    [clinicId],
  );
  if (!row) throw new Error('no second admin');
  return row.id;
}

/** A clinic on the platform's account, with two admins and a provider that knows further accounts. */
export async function createAccountsRig(): Promise<AccountsRig> {
  const bank = await createSandboxGateway();
  const wrapping = { current: newWrappingKey() };
  const keysOf = storedKeys([bank.adapter], wrapping);
  const options = { gateway: bank.gateway, maxOpenHolds: 500 };
  const rig = await createClinicRig({ ...options, keysOf });
  const { asha, alameda } = rig.clinics;
  let opened = 0;
  let days = 0;
  return {
    bank,
    rig,
    wrapping,
    admin: asha.staff.admin,
    secondAdmin: await addAdmin(rig, asha.id),
    adminOfOther: alameda.staff.admin,
    process: async (other = wrapping) => {
      const wired = await wireUseCases(rig.database.pools, {
        ...options,
        keysOf: storedKeys([bank.adapter], other),
      });
      return { ...rig, ...wired };
    },
    openAccount: (mode, name) => {
      opened += 1;
      return bank.sandbox.razorpay.openAccount({
        keyId: `rzp_${mode}_account${opened}`,
        keySecret: `key-secret-of-account-${opened}`,
        webhookSecret: `webhook-secret-of-account-${opened}`,
        accountId: name ?? `acc_Account${opened}`,
      });
    },
    letDrain: async (id) => {
      await rig.rows(`update provider_accounts set updated_at = now() - interval '5 minutes' where id = $1`, [
        id,
      ]);
    },
    nextHold: (of = rig) => {
      days += 1;
      return hold(of, { daysAhead: days });
    },
    close: async () => {
      await rig.close();
      await bank.sandbox.close();
    },
  };
}

/** What the admin copies from the provider's dashboard. */
export function keysOf({ options }: BankAccount): EnteredSecret[] {
  return [
    { purpose: 'api_key', value: options.keyId },
    { purpose: 'api_secret', value: options.keySecret },
    { purpose: 'webhook_current', value: options.webhookSecret },
  ];
}

export interface Connecting {
  readonly by?: UserId;
  readonly clinic?: 'asha' | 'alameda';
  readonly secrets?: EnteredSecret[];
  readonly mode?: 'test' | 'live';
}

export async function connect(
  { rig, admin }: AccountsRig,
  account: BankAccount,
  { by = admin, clinic = 'asha', secrets = keysOf(account), mode = account.mode }: Connecting = {},
): Promise<ProviderAccount> {
  const connected = await rig.useCases.providerAccounts.connect(asUser(by), {
    clinicId: rig.clinics[clinic].id,
    provider: 'razorpay',
    accountRef: account.options.accountId,
    mode,
    secrets,
    reason: 'our own account',
  });
  return ProviderAccount.parse(connected);
}

/** Connects with live keys, confirmed by the second admin. */
export async function connectLive(world: AccountsRig, account: BankAccount): Promise<ProviderAccount> {
  const { id, pending } = await connect(world, account);
  if (!pending) throw new Error('nothing waits');
  const confirming = { providerAccountId: id, keyChangeId: pending.id, reason: 'compared by phone' };
  const { confirm } = world.rig.useCases.providerAccounts;
  return ProviderAccount.parse(await confirm(asUser(world.secondAdmin), confirming));
}

/** Delivers the events of a payment to the webhook address of an account, signed with this secret or as the provider did. */
export async function deliver(
  rig: ClinicRig,
  from: BankAccount,
  paymentId: string,
  to: Pick<ProviderAccount, 'webhookPath'>,
): Promise<string[]> {
  const [, , provider = '', accountKey = null] = to.webhookPath.split('/');
  const gateway = await rig.deps.gateways.at({ provider, accountKey });
  if (!gateway) return ['no such address'];
  const ingest = createIngestEvent({ ...rig.deps.money, tx: rig.tx.ingest });
  const outcomes: string[] = [];
  for (const { id, body, signature } of from.listEvents()) {
    if (!body.includes(paymentId)) continue;
    const headers = new Headers({ 'x-razorpay-signature': signature, 'x-razorpay-event-id': id });
    outcomes.push((await ingest(gateway, Buffer.from(body), headers, id)).outcome);
  }
  return outcomes;
}

export function orderOf({ offer }: Held): string {
  if (!offer.checkout) throw new Error('no order');
  return offer.checkout.providerOrderId;
}

export async function stateOf(rig: ClinicRig, { booking }: Held): Promise<string | undefined> {
  const [row] = await rig.rows<{ state: string }>('select state from bookings where id = $1', [booking.id]);
  return row?.state;
}
