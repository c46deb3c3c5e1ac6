import { describe, expect, test } from 'vitest';
import { createReadiness, type ReadinessParts } from './readiness.ts';

const applied = { isReady: true, version: 2 } as const;
const behind = { isReady: false, version: 1, expected: 2, note: 'run "npm run migrate"' } as const;

function watched(parts: Partial<ReadinessParts>) {
  const lines: string[] = [];
  const logger = (level: string) => (fields: object, text: string) =>
    void lines.push(`${level} ${text} ${JSON.stringify(fields)}`);
  const ready = createReadiness({
    schemaStatus: async () => applied,
    registerAccounts: async () => null,
    queueIsReachable: async () => true,
    duties: { outboxLagSeconds: async () => 0 },
    log: { info: logger('info'), error: logger('error') },
    ...parts,
  });
  return { ready, lines };
}

describe('the readiness of a worker', () => {
  test('names the release that the database has and what to do', async () => {
    const { ready } = watched({ schemaStatus: async () => behind });
    expect(await ready()).toEqual({
      database: 'run "npm run migrate" (schema version 1 of 2)',
      accounts: null,
      queue: null,
      outbox: null,
    });
  });

  test('is logged once per change, as an error when it is lost', async () => {
    let status: Awaited<ReturnType<ReadinessParts['schemaStatus']>> = behind;
    const { ready, lines } = watched({ schemaStatus: async () => status });
    for (let asked = 0; asked < 3; asked += 1) await ready();
    expect(lines).toEqual([expect.stringMatching(/^error readiness: not_ready .*npm run migrate/)]);
    status = applied;
    for (let asked = 0; asked < 3; asked += 1) await ready();
    expect(lines.slice(1)).toEqual([expect.stringMatching(/^info readiness: ready/)]);
  });

  test('is lost where the clock is shifted and an account is live', async () => {
    const { ready } = watched({ registerAccounts: async () => 'a live provider account is not registered' });
    expect(await ready()).toMatchObject({ accounts: 'a live provider account is not registered' });
  });

  test('is lost, not broken, when a part does not answer', async () => {
    const { ready } = watched({
      schemaStatus: async () => Promise.reject(new Error('gone')),
      queueIsReachable: async () => false,
    });
    expect(await ready()).toMatchObject({
      database: 'PostgreSQL does not answer',
      queue: expect.stringContaining('Redis does not answer'),
    });
  });
});
