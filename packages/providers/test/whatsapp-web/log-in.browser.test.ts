import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWhatsappSandbox } from '@holdfast/sandbox/whatsapp/sandbox-server';
import { waitUntil } from '@holdfast/testkit/waiting';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProfileInUse } from '../../src/whatsapp-web/browser/profile-owner.ts';
import { createWhatsappSession } from '../../src/whatsapp-web/session/session.ts';
import { always, createRig, type Rig } from './driver-rig.ts';

let rig: Rig;
let dataDir: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'holdfast-wa-data-'));
  rig = await createRig({ dataDir, behaviour: { qrRotateMs: 400, qrMaxRotations: 3 } });
});
afterAll(async () => {
  await rig.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const message = { messageId: 'm-1', phoneE164: '+919876543210', text: 'Hello. Ref log-in' };

describe('linking the account', () => {
  test('codes are published as they rotate, also after the page asks for a reload of them', async () => {
    await rig.session.start();
    expect(rig.sender.readiness()).toBe('starting');
    await waitUntil('four different codes', () => new Set(rig.qrs.map((qr) => qr?.text)).size >= 5);
    expect(rig.session.state()).toBe('qr');
    expect(rig.sender.readiness()).toBe('needs_login');
    expect(rig.qrs.at(-1)?.dataUrl).toMatch(/^data:image\/png;base64,/);
    expect(await rig.sender.send(message, always)).toMatchObject({ kind: 'not_clicked', retryable: true });
  });

  test('after the scan the code is withdrawn and the sender is ready', async () => {
    await waitUntil('the phone scans', () => rig.sandbox.pairings.scan(null, Date.now()));
    await waitUntil('ready', () => rig.sender.readiness() === 'ready');
    expect(rig.qrs.at(-1)).toBeNull();
  });

  test('the log-in survives a restart of the browser and of the other side', async () => {
    await rig.session.stop();
    expect(rig.session.state()).toBe('stopped');
    const { port } = rig.sandbox;
    await rig.sandbox.close();
    rig.sandbox = await createWhatsappSandbox({ dataDir, port, behaviour: { loadMs: 50, ackDelayMs: 40 } });
    const codesBefore = rig.qrs.length;
    rig.renew();
    await rig.session.start();
    await waitUntil('ready', () => rig.session.state() === 'ready');
    expect(rig.qrs).toHaveLength(codesBefore);
    expect(await rig.sender.send(message, always)).toMatchObject({ kind: 'sent' });
  });

  test('a second browser on the same profile is refused while the first one works', async () => {
    const other = createWhatsappSession(rig.config);
    await expect(other.start()).rejects.toThrow(ProfileInUse);
    expect(other.state()).toBe('stopped');
    expect(rig.session.state()).toBe('ready');
  });
});

describe('what can come between', () => {
  test('a log-out from the phone is noticed, holds messages back and shows a code again', async () => {
    const states = rig.states.length;
    rig.sandbox.state.logOut();
    await waitUntil('logged out', () => rig.session.state() === 'logged_out');
    expect(rig.states.slice(states).filter((state) => state === 'logged_out')).toHaveLength(1);
    expect(rig.sender.readiness()).toBe('needs_login');
    await waitUntil('a code', () => rig.qrs.at(-1) != null);
    await waitUntil('the phone scans', () => rig.sandbox.pairings.scan(null, Date.now()));
    await waitUntil('ready', () => rig.session.state() === 'ready');
  });

  test('another window is taken over', async () => {
    const states = rig.states.length;
    rig.sandbox.state.behave({ conflict: true });
    await waitUntil('conflict is seen', () => rig.states.slice(states).includes('conflict'));
    await waitUntil('ready', () => rig.session.state() === 'ready');
    expect(rig.sandbox.state.behaviour.conflict).toBe(false);
  });

  test('a restricted account stops everything until an operator resumes', async () => {
    rig.sandbox.state.behave({ restricted: true });
    await waitUntil('paused', () => rig.sender.readiness() === 'paused');
    rig.sandbox.state.behave({ restricted: false });
    await waitUntil('the page is ready', () => rig.session.state() === 'ready');
    expect(rig.sender.readiness()).toBe('paused');
    rig.sender.resume();
    expect(rig.sender.readiness()).toBe('ready');
  });

  test('a slow start is waited for', async () => {
    rig.sandbox.state.behave({ loadMs: 60_000 });
    await rig.session.showQrAgain();
    await waitUntil('loading', () => rig.session.state() === 'loading');
    expect(rig.sender.readiness()).toBe('starting');
    rig.sandbox.state.behave({ loadMs: 0 });
    await waitUntil('ready', () => rig.session.state() === 'ready');
  });
});
