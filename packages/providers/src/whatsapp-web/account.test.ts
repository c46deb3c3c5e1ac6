import type { AccountReport } from '@holdfast/core/ports/message-account';
import { describe, expect, test } from 'vitest';
import { createWhatsappAccount, type DrivenAccount, type Driver, pausedSender } from './account.ts';
import type { SessionState } from './session/session.ts';

interface Rig {
  readonly account: DrivenAccount;
  readonly steps: string[];
  readonly reports: AccountReport[];
  readonly tell: { state: (state: SessionState) => void; qr: (text: string | null) => void };
  hasLease: boolean;
  failsToStart: boolean;
  failsToPublish: boolean;
}

function createRig(): Rig {
  const steps: string[] = [];
  const reports: AccountReport[] = [];
  const tell: Rig['tell'] = { state: () => undefined, qr: () => undefined };
  const driver: Driver = {
    sender: { ...pausedSender, readiness: () => 'ready' },
    stop: async () => void steps.push('driver stopped'),
  };
  const account = createWhatsappAccount({
    holdLease: async () => rig.hasLease,
    releaseLease: async () => void steps.push('lease released'),
    start: async ({ onState, onQr }) => {
      if (rig.failsToStart) throw new Error('no browser');
      steps.push('driver started');
      Object.assign(tell, { state: onState, qr: onQr });
      return driver;
    },
    onDriving: () => steps.push('driving'),
    onResting: async () => void steps.push('resting'),
    publish: async (report) => {
      if (rig.failsToPublish) throw new Error('database away');
      reports.push(report);
    },
    onError: () => steps.push('error reported'),
  });
  const rig: Rig = {
    account,
    steps,
    reports,
    tell,
    hasLease: true,
    failsToStart: false,
    failsToPublish: false,
  };
  return rig;
}

describe('an account is driven by the holder of its lease', () => {
  test('without the lease nothing starts, and as a sender it is paused', async () => {
    const rig = createRig();
    rig.hasLease = false;
    await rig.account.keep();
    expect(rig.steps).toEqual([]);
    expect(rig.account.readiness()).toBe('paused');
    expect(() =>
      rig.account.send({ messageId: 'm', phoneE164: '+1', text: 't' }, async () => true),
    ).toThrow();
  });

  test('with it the driver starts once, and messages are taken from then on', async () => {
    const rig = createRig();
    await rig.account.keep();
    await rig.account.keep();
    expect(rig.steps).toEqual(['driver started', 'driving']);
    expect(rig.account.readiness()).toBe('ready');
  });

  test('when it is lost the message in hand is finished before the browser goes', async () => {
    const rig = createRig();
    await rig.account.keep();
    rig.hasLease = false;
    await rig.account.keep();
    expect(rig.steps.slice(2)).toEqual(['resting', 'driver stopped']);
    expect(rig.account.readiness()).toBe('paused');
  });

  test('a browser that does not start gives the lease back, and is tried again next round', async () => {
    const rig = createRig();
    rig.failsToStart = true;
    await expect(rig.account.keep()).rejects.toThrow('no browser');
    expect(rig.steps).toEqual(['lease released']);
    rig.failsToStart = false;
    await rig.account.keep();
    expect(rig.account.readiness()).toBe('ready');
  });

  test('closing rests, stops, says so and only then gives the lease back', async () => {
    const rig = createRig();
    await rig.account.keep();
    await rig.account.close();
    expect(rig.steps.slice(2)).toEqual(['resting', 'driver stopped', 'lease released']);
    expect(rig.reports.at(-1)).toEqual({ state: 'stopped', qrText: null, note: null });
  });
});

describe('what the operator sees', () => {
  test('the code of the log-in while it is on the screen, and not a moment longer', async () => {
    const rig = createRig();
    await rig.account.keep();
    rig.tell.state('qr');
    rig.tell.qr('secret-code');
    rig.tell.state('loading');
    rig.tell.state('ready');
    await expect.poll(() => rig.reports.length).toBe(4);
    expect(rig.reports.map(({ state, qrText }) => [state, qrText])).toEqual([
      ['qr', null],
      ['qr', 'secret-code'],
      ['loading', null],
      ['ready', null],
    ]);
  });

  test('reports arrive in order, and one that is lost does not hold up the next', async () => {
    const rig = createRig();
    await rig.account.keep();
    rig.failsToPublish = true;
    rig.tell.state('starting');
    await expect.poll(() => rig.steps.at(-1)).toBe('error reported');
    rig.failsToPublish = false;
    rig.tell.state('ready');
    await expect.poll(() => rig.reports.map(({ state }) => state)).toEqual(['ready']);
  });

  test.each(['restricted', 'damaged', 'given_up', 'unsupported', 'logged_out', 'conflict'] as const)(
    '%s comes with what to do about it',
    async (state) => {
      const rig = createRig();
      await rig.account.keep();
      rig.tell.state(state);
      await expect.poll(() => rig.reports.at(-1)?.note?.length ?? 0).toBeGreaterThan(10);
    },
  );
});

test('a worker without a browser sends nothing and finds nothing', async () => {
  const message = { messageId: 'm', phoneE164: '+1', text: 't' };
  expect(await pausedSender.send(message, async () => true)).toMatchObject({
    kind: 'not_clicked',
    retryable: true,
  });
  expect(await pausedSender.lookUp(message, new Date())).toMatchObject({ kind: 'unknown' });
  expect(await pausedSender.readReceipts('+1', ['a'])).toEqual([]);
});
