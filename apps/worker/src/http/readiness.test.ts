import { describe, expect, test } from 'vitest';
import { createWorkerReadiness, type ReadinessParts } from './readiness.ts';

const applied = { isReady: true, version: 2 } as const;
const behind = { isReady: false, version: 1, expected: 2, note: 'run "npm run migrate"' } as const;

function watched(parts: Partial<ReadinessParts>) {
  const lines: string[] = [];
  const logger = (level: string) => (fields: object, text: string) =>
    void lines.push(`${level} ${text} ${JSON.stringify(fields)}`);
  const readiness = createWorkerReadiness({
    schemaStatus: async () => applied,
    registerAccounts: async () => null,
    queueIsReachable: async () => true,
    duties: { outboxLagSeconds: async () => 0 },
    log: { info: logger('info'), error: logger('error') },
    ...parts,
  });
  return { ready: readiness.report, lines };
}

describe('the readiness of a worker', () => {
  test('names the release of the database and what to do', async () => {
    const { ready } = watched({ schemaStatus: async () => behind });
    expect(await ready()).toEqual({
      status: 'not_ready',
      checks: {
        schema: { state: 'failed', version: 1, expected: 2, note: 'run "npm run migrate"' },
        accounts: { state: 'ok' },
        queue: { state: 'ok' },
        outbox: { state: 'ok', lagSeconds: 0 },
      },
    });
  });

  test('is logged once per change, as an error when lost', async () => {
    let status: Awaited<ReturnType<ReadinessParts['schemaStatus']>> = behind;
    const { ready, lines } = watched({ schemaStatus: async () => status });
    for (let asked = 0; asked < 3; asked += 1) await ready();
    expect(lines).toEqual([expect.stringMatching(/^error readiness: not_ready .*npm run migrate/)]);
    status = applied;
    for (let asked = 0; asked < 3; asked += 1) await ready();
    expect(lines.slice(1)).toEqual([expect.stringMatching(/^info readiness: ready/)]);
  });

  test('is lost where the clock is shifted and an account is live', async () => {
    const note = 'a live provider account is not registered';
    const { ready } = watched({ registerAccounts: async () => note });
    expect(await ready()).toMatchObject({
      status: 'not_ready',
      checks: { accounts: { state: 'failed', note } },
    });
  });

  test('is lost, without throwing, when a dependency does not answer', async () => {
    const { ready } = watched({
      schemaStatus: async () => Promise.reject(new Error('gone')),
      queueIsReachable: async () => false,
    });
    expect(await ready()).toMatchObject({
      status: 'not_ready',
      checks: {
        schema: { state: 'failed', note: 'cannot be reached' },
        queue: { state: 'failed', note: expect.stringContaining('Redis does not answer') },
      },
    });
  });

  test.each([
    [300, 'ready', { state: 'ok', lagSeconds: 300 }],
    [301, 'not_ready', { state: 'failed', note: 'the oldest due message has waited 301 s' }],
  ])('a message that has waited for %d seconds makes it %s', async (lagSeconds, status, outbox) => {
    const { ready } = watched({ duties: { outboxLagSeconds: async () => lagSeconds } });
    expect(await ready()).toMatchObject({ status, checks: { outbox } });
  });
});
