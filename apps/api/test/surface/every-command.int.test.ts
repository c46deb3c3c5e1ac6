import { once } from 'node:events';
import type { BudgetLimit } from '@holdfast/contract/budget';
import type { AnyProcedure, CommandTerms } from '@holdfast/contract/procedure';
import { procedureList } from '@holdfast/contract/procedures';
import type { RateLimiter } from '@holdfast/core/ports/rate-limiter';
import { closeRedis, createRedis } from '@holdfast/providers/redis/connection';
import { createRateLimiter } from '@holdfast/providers/redis/rate-limiter';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { type Answer, expectRefusal } from '../support/http-client.ts';
import { type Example, type Examples, examplesOf, releaseHolds } from './commands.ts';

const commands = procedureList.flatMap(({ definition }): [string, AnyProcedure, CommandTerms][] =>
  definition.terms === null ? [] : [[definition.id, definition, definition.terms]],
);

let rig: ApiRig;
let examples: Examples;
beforeAll(async () => {
  rig = await createApiRig();
  examples = examplesOf(rig);
});
afterAll(() => rig.close());
beforeEach(() => releaseHolds(rig));

async function exampleOf(id: string): Promise<Example> {
  const example = examples[id];
  if (!example) throw new Error(`no example for ${id}: add one in commands.ts`);
  return example();
}

function overRest({ rest }: AnyProcedure, example: Example, requestId: string): Promise<Answer> {
  const body = { ...example.input };
  const path = rest.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(body[name]);
    delete body[name];
    return value;
  });
  return rig.rest('POST', path, { body, ...withCaller(example, requestId) });
}

function overTrpc({ id }: AnyProcedure, example: Example, requestId: string): Promise<Answer> {
  return rig.mutate(id, example.input, withCaller(example, requestId));
}

function withCaller({ userId }: Example, requestId: string) {
  const headers = { 'x-request-id': requestId };
  return userId === undefined ? { headers } : { headers, token: rig.tokenOf(userId) };
}

const surfaces = { REST: overRest, tRPC: overTrpc };

describe.each(commands)('%s', (id, definition, terms) => {
  test.each(Object.entries(surfaces))('over %s writes the audit that it declares', async (name, call) => {
    const example = await exampleOf(id);
    const requestId = `audit-${id}-${name}`;
    const answer = await call(definition, example, requestId);
    expect([answer.status, answer.text]).toEqual([
      name === 'REST' ? definition.rest.successStatus : 200,
      expect.any(String),
    ]);
    const rows = await rig.core.rows<{ actor: string; action: string }>(
      'select actor, action from audit_log where request_id = $1 and action = $2',
      [requestId, id],
    );
    const actor = example.userId === undefined ? 'system:auth' : `user:${example.userId}`;
    expect(rows).toEqual(terms.audit === 'row' ? [{ actor, action: id }] : []);
  });

  test('publishes the subjects that it declares', async () => {
    const example = await exampleOf(id);
    const [before] = await rig.core.rows<{ id: number }>('select coalesce(max(id), 0) as id from feed');
    expect((await overTrpc(definition, example, `shows-${id}`)).status).toBe(200);
    const seen = await rig.core.rows<{ subject: string }>(
      'select distinct subject from feed where id > $1 order by subject',
      [before?.id],
    );
    expect(seen.map(({ subject }) => subject)).toEqual([...terms.shows].sort());
  });
});

describe('past its budget', () => {
  let redis: ReturnType<typeof createRedis>;
  let limiter: RateLimiter;
  const namespace = () => rig.settings['REDIS_NAMESPACE'] ?? '';
  beforeAll(async () => {
    const url = rig.settings['REDIS_URL'] ?? '';
    redis = createRedis({ url, connectionName: 'budget-test', onError: () => undefined });
    if (redis.status !== 'ready') await once(redis, 'ready');
    limiter = createRateLimiter({ redis, namespace: namespace() });
  });
  afterEach(async () => {
    const spent = await redis.keys(`${namespace()}*`);
    if (spent.length > 0) await redis.del(...spent);
  });
  afterAll(() => closeRedis(redis));

  /** Written by hand, so that a budget with another key is detected. */
  function keyOf({ per }: BudgetLimit, { input, userId }: Example): string | null {
    if (per === 'account') return `${userId}:${input['clinicId'] ?? 'all'}`;
    if (typeof per === 'object') return String(input[per.field]).toLowerCase();
    return per === 'address' ? '127.0.0.1' : null;
  }

  test.each(commands)(
    '%s gets 429 on both surfaces, with a retry time',
    async (id, definition, { budget }) => {
      const example = await exampleOf(id);
      const limit = budget.limits.findLast((one) => keyOf(one, example) !== null);
      const key = limit && keyOf(limit, example);
      if (!limit || !key) throw new Error(`${id} has no limit that this test can spend`);
      await Promise.all(Array.from({ length: limit.points - 1 }, () => limiter.consume(limit, key)));
      // The last request of the budget still reaches the command itself, with any result.
      expect((await overRest(definition, example, `last-${id}`)).status).not.toBe(429);
      await limiter.consume(limit, key);
      for (const call of [overRest, overTrpc]) {
        const error = expectRefusal(await call(definition, example, `past-${id}`), 'RATE_LIMITED');
        expect(error.retryAfterSeconds).toBeGreaterThan(0);
        expect(error.retryAfterSeconds).toBeLessThanOrEqual(limit.windowSeconds);
      }
      const metrics = await (await fetch(`${rig.url}/metrics`)).text();
      expect(metrics).toContain(`holdfast_rate_limited_total{limit="${limit.name}"}`);
    },
  );

  test('another account, and the same account in another clinic, keep their own budget', async () => {
    const { asha, alameda, patient } = rig.core.clinics;
    const [, definition, terms] = commands.find(([id]) => id === 'patients.add') ?? [];
    const limit = terms?.budget.limits[0];
    if (!definition || !limit) throw new Error('patients.add has no budget');
    const key = `${patient.userId}:${asha.id}`;
    await Promise.all(Array.from({ length: limit.points }, () => limiter.consume(limit, key)));
    const example = await exampleOf('patients.add');
    const asPatient = { ...example, userId: patient.userId };
    expectRefusal(await overRest(definition, asPatient, 'spent'), 'RATE_LIMITED');
    const elsewhere = { ...asPatient, input: { ...example.input, clinicId: alameda.id } };
    expect((await overRest(definition, elsewhere, 'elsewhere')).status).toBe(201);
    expect((await overRest(definition, example, 'other-account')).status).toBe(201);
  });
});

test('every command has an example, and every example a command', () => {
  expect(Object.keys(examples).sort()).toEqual(commands.map(([id]) => id).sort());
});
