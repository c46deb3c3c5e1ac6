import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { OutgoingMessage } from '@holdfast/core/ports/message-sender';
import { waitUntil } from '@holdfast/testkit/waiting';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { driverLogArgument, profileArgument } from '../../src/whatsapp-web/browser/chromedriver.ts';
import { withArgument } from '../../src/whatsapp-web/browser/processes.ts';
import { sendFailPoints } from '../../src/whatsapp-web/send/fail-points.ts';
import { always, createRig, logIn, type Rig, timesReceived } from './driver-rig.ts';

let rig: Rig;
let counter = 0;

/** Closed once after the log-in, so that Chrome has written it down before the killing begins. */
beforeAll(async () => {
  rig = await createRig();
  await logIn(rig);
  await rig.session.stop();
});
afterAll(async () => rig.close());

function message(): OutgoingMessage {
  counter += 1;
  return {
    messageId: `crash-${counter}`,
    phoneE164: '+919876543210',
    text: `Your code is on its way. Ref crash ${counter}`,
  };
}

async function ready(): Promise<void> {
  await rig.session.start();
  await waitUntil('ready', () => rig.session.state() === 'ready');
}

async function recovered(seenStates: number): Promise<void> {
  await waitUntil('the loss is noticed', () => rig.states.slice(seenStates).includes('unresponsive'));
  await waitUntil('ready again', () => rig.session.state() === 'ready');
}

function kill(victim: 'chrome' | 'driver'): void {
  const pid = rig.session.processIds()[victim];
  if (pid === null) throw new Error(`There is no ${victim} to kill`);
  process.kill(pid, 'SIGKILL');
}

describe.each(['chrome', 'driver'] as const)('kill -9 of the %s', (victim) => {
  test('just before the click: nothing left, and the outcome does not claim that it did', async () => {
    await ready();
    const seen = rig.states.length;
    const outgoing = message();
    const outcome = await rig.sender.send(outgoing, async () => {
      kill(victim);
      return true;
    });
    expect(['not_clicked', 'unknown']).toContain(outcome.kind);
    await recovered(seen);
    expect(await rig.sender.lookUp(outgoing, new Date(Date.now() - 10_000))).toEqual({
      kind: 'unknown',
      reason: 'no_bubble',
    });
    expect(timesReceived(rig, outgoing.text)).toBe(0);
  });

  test('just after the click: unknown at first, found afterwards, received once', async () => {
    await ready();
    const seen = rig.states.length;
    rig.sandbox.state.behave({ ackDelayMs: 2_000, historyDelayMs: 300 });
    const outgoing = message();
    const armedAt = new Date();
    const sending = rig.sender.send(outgoing, always);
    await waitUntil('the other side has it', () => timesReceived(rig, outgoing.text) === 1);
    kill(victim);
    expect(await sending).toMatchObject({ kind: 'unknown' });
    await recovered(seen);
    rig.sandbox.state.behave({ ackDelayMs: 40 });
    await waitUntil('it is found', async () => (await rig.sender.lookUp(outgoing, armedAt)).kind === 'sent');
    expect(timesReceived(rig, outgoing.text)).toBe(1);
    rig.sandbox.state.behave({ historyDelayMs: 0 });
  });
});

test('a Chrome that hangs is noticed, ended and replaced', async () => {
  await rig.session.stop();
  const { probeBudgetMs, closeStepMs } = rig.config.timings;
  Object.assign(rig.config.timings, { probeBudgetMs: 1_500, closeStepMs: 500 });
  await ready();
  const seen = rig.states.length;
  const { chrome, driver } = rig.session.processIds();
  if (chrome === null) throw new Error('There is no Chrome to stop');
  process.kill(chrome, 'SIGSTOP');
  await recovered(seen);
  Object.assign(rig.config.timings, { probeBudgetMs, closeStepMs });
  const left = [...withArgument(profileArgument(rig.config)), ...withArgument(driverLogArgument(rig.config))];
  expect(left.map(({ pid }) => pid)).not.toContain(chrome);
  expect(left.map(({ pid }) => pid)).not.toContain(driver);
  await rig.session.stop();
});

describe('kill -9 of the worker itself', () => {
  const { openChatBefore, openChatAfter, insertTextAfter, ...fromArming } = sendFailPoints;

  test('three times in a row before it was armed: the fourth worker sends it, received exactly once', async () => {
    const outgoing = message();
    for (const point of [openChatBefore, openChatAfter, insertTextAfter]) {
      expect(await runWorker(outgoing, `${point}=kill`)).toEqual({ armed: false, signal: 'SIGKILL' });
      expect(timesReceived(rig, outgoing.text)).toBe(0);
    }
    rig.renew();
    await ready();
    expect(await rig.sender.send(outgoing, always)).toMatchObject({ kind: 'sent' });
    expect(timesReceived(rig, outgoing.text)).toBe(1);
    await stopsWithoutTrace();
  });

  test.each(Object.values(fromArming))(
    'at %s: found or disproved after a restart, received exactly once',
    async (point) => {
      const outgoing = message();
      const armedAt = new Date();
      expect(await runWorker(outgoing, `${point}=kill`)).toEqual({ armed: true, signal: 'SIGKILL' });
      rig.renew();
      await ready();
      const found = await rig.sender.lookUp(outgoing, armedAt);
      const clicked = point !== fromArming.armAfter && point !== fromArming.clickBefore;
      expect(found.kind).toBe(clicked ? 'sent' : 'not_clicked');
      if (!clicked) expect(await rig.sender.send(outgoing, always)).toMatchObject({ kind: 'sent' });
      expect(timesReceived(rig, outgoing.text)).toBe(1);
      await stopsWithoutTrace();
    },
  );
});

async function stopsWithoutTrace(): Promise<void> {
  await rig.session.stop();
  expect(withArgument(profileArgument(rig.config))).toEqual([]);
  expect(withArgument(driverLogArgument(rig.config))).toEqual([]);
}

interface Ended {
  armed: boolean;
  signal: NodeJS.Signals | null;
}

async function runWorker(outgoing: OutgoingMessage, failPoints: string): Promise<Ended> {
  const order = JSON.stringify({ config: rig.config, message: outgoing, failPoints });
  const script = join(import.meta.dirname, 'worker-child.ts');
  const child = spawn(process.execPath, [script, order], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const signal = await new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('exit', (_code, name) => resolve(name)),
  );
  return { armed: output.includes('armed'), signal };
}
