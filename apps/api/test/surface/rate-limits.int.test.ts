import { randomUUID } from 'node:crypto';
import { authLimits } from '@holdfast/contract/auth/auth.budgets';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { type Answer, expectRefusal, send } from '../support/http-client.ts';

let rig: ApiRig;
let processes: readonly ApiProcess[];
beforeAll(async () => {
  rig = await createApiRig();
  processes = await Promise.all([startApiProcess(rig.settings), startApiProcess(rig.settings)]);
  await Promise.all(processes.map(({ url }) => untilRedisIsReached(url)));
});

/** A process that has just started uses its local budget until it has connected to Redis. */
async function untilRedisIsReached(url: string): Promise<void> {
  const look = async () => expect((await send(url, 'GET', '/readyz')).json?.status).toBe('ready');
  await vi.waitFor(look, { timeout: 20_000, interval: 20 });
}

afterAll(async () => {
  await Promise.all(processes.map((one) => one.end()));
  await rig.close();
});

/** The same request `times` times, alternating between both processes. */
async function byTurns(times: number, path: string, body: (turn: number) => unknown): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    const url = processes[turn % 2]?.url ?? '';
    answers.push(await send(url, 'POST', `/api/v1${path}`, { body: body(turn) }));
  }
  return answers;
}

function statuses(answers: readonly Answer[]): number[] {
  return answers.map((answer) => answer.status);
}

const times = (count: number, status: number): number[] => Array.from({ length: count }, () => status);

describe('limits over two processes', () => {
  test('wrong passwords of one account share one budget in any case, and then block the right one too', async () => {
    const { email } = rig.core.clinics.otherPatient;
    const { points } = authLimits.loginAccount;
    const body = (turn: number) => ({
      email: turn % 3 === 0 ? email.toUpperCase() : email,
      password: 'wrong',
    });
    expect(statuses(await byTurns(points, '/auth/login', body))).toEqual(times(points, 401));
    for (const answer of await byTurns(2, '/auth/login', () => ({
      email,
      password: rig.core.clinics.password,
    }))) {
      const error = expectRefusal(answer, 'RATE_LIMITED');
      expect(error.retryAfterSeconds).toBeGreaterThan(0);
      expect(answer.headers.get('retry-after')).toBe(String(error.retryAfterSeconds));
    }
    const other = { email: rig.core.clinics.patient.email, password: rig.core.clinics.password };
    expect(statuses(await byTurns(2, '/auth/login', () => other))).toEqual([200, 200]);
  });

  test('correct passwords never use up the budget', async () => {
    const body = { email: rig.core.clinics.patient.email, password: rig.core.clinics.password };
    const count = authLimits.loginAccount.points + 4;
    expect(statuses(await byTurns(count, '/auth/login', () => body))).toEqual(times(count, 200));
  });

  test('limits codes for one phone, tries at one challenge and uses of one refresh token', async () => {
    const clinicId = rig.core.clinics.asha.id;
    const request = { phone: rig.core.clinics.patient.phone, clinicId, locale: 'en' };
    const { points } = authLimits.codePhone;
    expect(statuses(await byTurns(points + 1, '/auth/otp/request', () => request))).toEqual([
      ...times(points, 200),
      429,
    ]);

    const guess = { challengeId: randomUUID(), code: '123456' };
    const tries = authLimits.verifyChallenge.points;
    expect(statuses(await byTurns(tries + 1, '/auth/otp/verify', () => guess))).toEqual([
      ...times(tries, 401),
      429,
    ]);

    const spent = { refreshToken: 'a-refresh-token-that-nobody-has' };
    const uses = authLimits.refreshToken.points;
    expect(statuses(await byTurns(uses + 1, '/auth/refresh', () => spent))).toEqual([
      ...times(uses, 401),
      429,
    ]);
  });

  test('an address that tries many accounts is limited, over both surfaces', async () => {
    // Includes the wrong passwords of the first test, and the two tries rejected there.
    const used = authLimits.loginAccount.points + 2;
    const left = authLimits.loginAddress.points - used;
    const answers = await byTurns(left, '/auth/login', (turn) => ({
      email: `nobody${turn}@fixture.example`,
      password: 'x',
    }));
    expect(new Set(statuses(answers))).toEqual(new Set([401]));
    const body = { email: 'somebody@fixture.example', password: 'x' };
    expectRefusal((await byTurns(1, '/auth/login', () => body))[0] as Answer, 'RATE_LIMITED');
    expectRefusal(await send(processes[1]?.url ?? '', 'POST', '/trpc/auth.login', { body }), 'RATE_LIMITED');
  });

  test('rejections are in the metrics by the name of their limit, and no phone or address is logged', async () => {
    const metrics = await (await fetch(`${processes[0]?.url}/metrics`)).text();
    expect(metrics).toMatch(/holdfast_rate_limited_total\{limit="login-account"\} [1-9]/);
    const logged = processes.map((one) => one.output()).join('');
    for (const secret of [rig.core.clinics.patient.phone, 'fixture.example', '127.0.0.1'])
      expect(logged).not.toContain(secret);
  });
});

describe('without Redis', () => {
  test('each process grants its small local budget and rejects beyond it', async () => {
    const alone = await createApiRig({ settings: { REDIS_URL: 'redis://127.0.0.1:1' } });
    try {
      const body = { email: alone.core.clinics.otherPatient.email, password: 'wrong' };
      const answers: Answer[] = [];
      const { localPoints } = authLimits.loginAccount;
      for (let turn = 0; turn <= localPoints; turn += 1)
        answers.push(await alone.rest('POST', '/auth/login', { body }));
      expect(statuses(answers)).toEqual([...times(localPoints, 401), 429]);
      const ready = await fetch(`${alone.url}/readyz`);
      expect(ready.status).toBe(200);
      expect(await ready.json()).toMatchObject({
        status: 'degraded',
        checks: { redis: { state: 'degraded' } },
      });
    } finally {
      await alone.close();
    }
  });
});
