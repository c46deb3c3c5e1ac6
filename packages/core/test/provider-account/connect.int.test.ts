import { AppError } from '@holdfast/contract/errors';
import type { EnteredSecret } from '@holdfast/contract/provider-account/provider-account.procedures';
import { asUser } from '@holdfast/testkit/clinic-rig';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outcomesOf, refusalOf } from '../outcomes.ts';
import { type AccountsRig, connect, createAccountsRig, keysOf, orderOf } from './accounts-rig.ts';

let world: AccountsRig;
beforeAll(async () => {
  world = await createAccountsRig();
});
afterAll(() => world.close());

const stored = async (): Promise<number[]> => {
  const tables = ['provider_accounts', 'key_changes', 'sealed_secrets', 'audit_log'];
  const counts = tables.map((table) =>
    world.rig.rows<{ count: number }>(`select count(*)::int as count from ${table}`),
  );
  return (await Promise.all(counts)).map(([row]) => row?.count ?? -1);
};
const withKey = (secrets: EnteredSecret[], purpose: EnteredSecret['purpose'], value: string) =>
  secrets.map((one) => (one.purpose === purpose ? { purpose, value } : one));

/** The rejection, and proof that nothing was stored with it. */
async function refused(call: () => Promise<unknown>): Promise<AppError> {
  const before = await stored();
  const error = await call().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw error ?? new Error('it was accepted');
  expect(await stored()).toEqual(before);
  return error;
}

describe('test keys that the provider accepts', () => {
  test('are in use at once, and the clinic’s next order goes to its own account', async () => {
    const account = world.openAccount('test');
    const connected = await connect(world, account);
    expect(connected).toMatchObject({ state: 'active', mode: 'test', pending: null });
    expect(connected.secrets).toEqual([
      expect.objectContaining({ purpose: 'api_key', lastFour: account.options.keyId.slice(-4) }),
      expect.objectContaining({ purpose: 'api_secret', lastFour: account.options.keySecret.slice(-4) }),
      expect.objectContaining({
        purpose: 'webhook_current',
        lastFour: account.options.webhookSecret.slice(-4),
      }),
    ]);
    const held = await world.nextHold();
    expect(held.offer.checkout).toMatchObject({ keyId: account.options.keyId });
    expect(account.pay(orderOf(held), { outcome: 'success' }).payment.order_id).toBe(orderOf(held));
  });

  test('leave an audit row with the reason, and no row anywhere has one of them in the clear', async () => {
    const account = world.openAccount('test');
    const { id } = await connect(world, account);
    const audit = await world.rig.rows('select actor, action, reason from audit_log where subject_id = $1', [
      id,
    ]);
    expect(audit).toEqual([
      { actor: `user:${world.admin}`, action: 'providerAccounts.connect', reason: 'our own account' },
    ]);
    const tables = await world.rig.rows<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
    );
    const { keySecret, webhookSecret } = account.options;
    for (const { name } of tables) {
      const found = await world.rig.rows(
        `select 1 from ${name} t where strpos(t::text, $1) > 0 or strpos(t::text, $2) > 0
           or strpos(t::text, $3) > 0 or strpos(t::text, $4) > 0`,
        [
          keySecret,
          webhookSecret,
          ...[keySecret, webhookSecret].map((text) => Buffer.from(text).toString('hex')),
        ],
      );
      expect([name, found]).toEqual([name, []]);
    }
  });

  test('are listed for the clinic without their values, with what can be connected', async () => {
    const { rig, admin } = world;
    const listed = await rig.useCases.providerAccounts.list(asUser(admin), { clinicId: rig.clinics.asha.id });
    expect(listed.accounts.length).toBeGreaterThan(0);
    expect(listed.connectable).toMatchObject([
      {
        provider: 'razorpay',
        secrets: [{ purpose: 'api_key' }, { purpose: 'api_secret' }, { purpose: 'webhook_current' }],
      },
    ]);
    expect(JSON.stringify(listed)).not.toContain('key-secret-of-account');
    expect(JSON.stringify(listed)).not.toContain('webhook-secret-of-account');
    const other = await rig.useCases.providerAccounts.list(asUser(world.adminOfOther), {
      clinicId: rig.clinics.alameda.id,
    });
    expect(other.accounts).toEqual([]);
  });
});

describe('nothing is stored', () => {
  test('of keys that the provider does not accept, and the error names none of them', async () => {
    const account = world.openAccount('test');
    const secrets = withKey(keysOf(account), 'api_secret', 'not-the-secret-of-it');
    const error = await refused(() => connect(world, account, { secrets }));
    expect(error.code).toBe('KEYS_REJECTED');
    expect(JSON.stringify([error, error.internal, String(error.cause), error.stack])).not.toContain(
      'not-the-secret',
    );
    expect(error.cause).toBeUndefined();
  });

  test('while the provider does not answer', async () => {
    const account = world.openAccount('test');
    account.misbehave({ operation: 'list-orders', kind: 'html-502' });
    const error = await refused(() => connect(world, account));
    expect(error.code).toBe('PROVIDER_UNAVAILABLE');
  });

  test('of keys of the other mode', async () => {
    const account = world.openAccount('live');
    const error = await refused(() => connect(world, account, { mode: 'test' }));
    expect(error.details.fields).toEqual([{ field: 'mode', problem: 'these are live keys' }]);
  });

  test.each([
    ['is missing', (all: EnteredSecret[]) => all.slice(0, 2), 'secrets.webhook_current'],
    ['is given twice', (all: EnteredSecret[]) => [...all, ...all.slice(0, 1)], 'secrets.api_key'],
    [
      'is not asked for',
      (all: EnteredSecret[]): EnteredSecret[] => [
        ...all,
        { purpose: 'webhook_previous', value: 'x'.repeat(20) },
      ],
      'secrets.webhook_previous',
    ],
  ])('when a secret %s', async (problem, change, field) => {
    const account = world.openAccount('test');
    const error = await refused(() => connect(world, account, { secrets: change(keysOf(account)) }));
    expect(error.code).toBe('INVALID_INPUT');
    expect(error.details.fields).toEqual([{ field, problem }]);
  });

  test('of a value in the wrong form, which is not repeated', async () => {
    const account = world.openAccount('test');
    const secrets = withKey(keysOf(account), 'api_key', 'the-secret-pasted-into-the-wrong-field');
    const error = await refused(() => connect(world, account, { secrets }));
    expect(JSON.stringify(error.details)).not.toContain('pasted');
  });
});

describe('an account belongs to one clinic', () => {
  test('connected twice, it is taken, here and from another clinic', async () => {
    const account = world.openAccount('test');
    await connect(world, account);
    expect((await refused(() => connect(world, account))).code).toBe('ACCOUNT_TAKEN');
    const elsewhere = { by: world.adminOfOther, clinic: 'alameda' } as const;
    expect((await refused(() => connect(world, account, elsewhere))).code).toBe('ACCOUNT_TAKEN');
  });

  test('connected twice at once, one of them is stored', async () => {
    const account = world.openAccount('test');
    const {
      won,
      refused: lost,
      broken,
    } = await outcomesOf([
      connect(world, account),
      connect(world, account),
      connect(world, account, { by: world.adminOfOther, clinic: 'alameda' }),
    ]);
    expect([won.length, lost.map(({ code }) => code), broken]).toEqual([
      1,
      ['ACCOUNT_TAKEN', 'ACCOUNT_TAKEN'],
      [],
    ]);
  });

  test('the platform’s own is taken', async () => {
    const account = world.bank.sandbox.razorpay;
    expect((await refused(() => connect(world, account))).code).toBe('ACCOUNT_TAKEN');
  });
});

describe('nobody else connects or sees an account', () => {
  test('a receptionist, a doctor, a patient, another clinic’s admin, an operator', async () => {
    const { rig, adminOfOther } = world;
    const account = world.openAccount('test');
    const { staff, id: clinicId } = rig.clinics.asha;
    const people = [
      staff.receptionist,
      staff.doctor,
      staff.billing,
      rig.clinics.patient.userId,
      adminOfOther,
      rig.clinics.operator,
    ];
    for (const by of people) {
      expect((await refused(() => connect(world, account, { by }))).code).toBe('FORBIDDEN');
      expect(await refusalOf(rig.useCases.providerAccounts.list(asUser(by), { clinicId }))).toBe('FORBIDDEN');
    }
  });

  test('another clinic’s admin finds no account by its id', async () => {
    const { rig, adminOfOther } = world;
    const account = world.openAccount('test');
    const { id } = await connect(world, account);
    const asked = { providerAccountId: id, reason: 'not mine' };
    const { rotate, drain, close, resume, retirePrevious } = rig.useCases.providerAccounts;
    const context = asUser(adminOfOther);
    const calls = [
      rotate(context, { ...asked, secrets: keysOf(account) }),
      drain(context, asked),
      resume(context, asked),
      close(context, asked),
      retirePrevious(context, asked),
    ];
    const { refused: lost } = await outcomesOf(calls);
    expect(lost.map(({ code }) => code)).toEqual(Array(5).fill('NOT_FOUND'));
  });
});

test('without a wrapping key nothing can be connected', async () => {
  const { rig } = world;
  const { wireUseCases } = await import('@holdfast/testkit/clinic-rig');
  const bare = await wireUseCases(rig.database.pools, { gateway: world.bank.gateway });
  const { id: clinicId, staff } = rig.clinics.asha;
  const { connectable } = await bare.useCases.providerAccounts.list(asUser(staff.admin), { clinicId });
  expect(connectable).toEqual([]);
  const account = world.openAccount('test');
  const code = refusalOf(
    bare.useCases.providerAccounts.connect(asUser(staff.admin), {
      clinicId,
      provider: 'razorpay',
      accountRef: account.options.accountId,
      mode: 'test',
      secrets: keysOf(account),
      reason: 'our own account',
    }),
  );
  expect(await code).toBe('STATE_CONFLICT');
});
