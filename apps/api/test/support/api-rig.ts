import { Writable } from 'node:stream';
import type { MoneyRules } from '@holdfast/core/domain/money/bill';
import { createPasswordHasher } from '@holdfast/providers/argon2/password-hasher';
import type { RazorpayGateway } from '@holdfast/providers/razorpay/gateway';
import type { Sandbox } from '@holdfast/sandbox/create-sandbox';
import { type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { testPassword } from '@holdfast/testkit/doubles';
import { createSandboxGateway } from '@holdfast/testkit/sandbox-gateway';
import { storedKeys } from '@holdfast/testkit/stored-keys';
import { type Api, compose } from '../../src/composition.ts';
import { readEnv } from '../../src/env.ts';
import { createAccessTokens } from '../../src/request/auth/access-token.ts';
import { type HttpServer, type ServerTimeouts, startServer } from '../../src/server.ts';
import { accessTokenSecret, type Settings, secretsKey, settingsFor } from './api-settings.ts';
import { addFixtureLogIns, logInOf } from './fixture-log-ins.ts';
import { type Answer, type Call, send } from './http-client.ts';

export interface ApiRig {
  /** The same database through the core, to set up the initial state of a test. */
  readonly core: ClinicRig<RazorpayGateway>;
  readonly sandbox: Sandbox;
  readonly api: Api;
  readonly server: HttpServer;
  readonly url: string;
  /** The environment of this API. */
  readonly settings: Settings;
  /** Everything that was logged, one object per line. */
  readonly logLines: () => Record<string, unknown>[];
  readonly tokenOf: (userId: string) => string;
  readonly rest: (method: 'GET' | 'POST', path: string, call?: Call) => Promise<Answer>;
  readonly query: (procedure: string, input: unknown, call?: Call) => Promise<Answer>;
  readonly mutate: (procedure: string, input: unknown, call?: Call) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

export interface ApiRigOptions {
  readonly settings?: Settings;
  readonly timeouts?: ServerTimeouts;
  /** Of the API and of the worker's rounds in `core`, which must decide alike. Default: those of each. */
  readonly moneyRules?: MoneyRules;
}

const tokens = createAccessTokens(accessTokenSecret);
let passwordHash: Promise<string> | null = null;

const secondsOfHour = 3_600;

const settingsOfRules = (rules: MoneyRules): Settings => ({
  SURPLUS_GRACE_SECONDS: String(rules.surplusGraceSeconds),
  WRONG_MONEY_HOURS: String(rules.wrongMoneySeconds / secondsOfHour),
  CAPTURE_GRACE_SECONDS: String(rules.captureGraceSeconds),
  OPERATION_SLA_HOURS: String(rules.operationSlaSeconds / secondsOfHour),
});

function createLogSink() {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString('utf8');
      done();
    },
  });
  const lines = (): Record<string, unknown>[] =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return { stream, lines };
}

/** A real API on a real database and Redis, listening on a port of its own; only Razorpay is the sandbox. */
export async function createApiRig(options: ApiRigOptions = {}): Promise<ApiRig> {
  passwordHash ??= createPasswordHasher().hash(testPassword);
  const { sandbox, gateway, adapter } = await createSandboxGateway();
  const keysOf = storedKeys([adapter], { current: secretsKey });
  const { moneyRules } = options;
  const core = await createClinicRig({
    gateway,
    passwordHash: await passwordHash,
    keysOf,
    ...(moneyRules && { moneyRules }),
  });
  await addFixtureLogIns(core.database);
  const settings = settingsFor(core.database, sandbox.url, {
    ...(moneyRules && settingsOfRules(moneyRules)),
    ...options.settings,
  });
  const log = createLogSink();
  const api = await compose(readEnv(settings), log.stream);
  const server = await startServer(api.app, { port: 0, host: '127.0.0.1' }, options.timeouts);
  const url = `http://127.0.0.1:${server.port}`;
  const rest: ApiRig['rest'] = (method, path, call) => send(url, method, `/api/v1${path}`, call);
  return {
    core,
    sandbox,
    api,
    server,
    url,
    settings,
    logLines: log.lines,
    tokenOf: (userId) => tokens.mint(logInOf(userId)).token,
    rest,
    query: (procedure, input, call) =>
      send(url, 'GET', `/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`, call),
    mutate: (procedure, input, call) => send(url, 'POST', `/trpc/${procedure}`, { ...call, body: input }),
    close: async () => {
      api.drain();
      await server.stop(2_000);
      await api.close();
      await sandbox.close();
      await core.close();
    },
  };
}
