import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sandboxKeys } from '../src/create-sandbox.ts';

test('the program starts on a free port, answers, and stops cleanly on SIGTERM', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-main-'));
  const program = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts')], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      RAZORPAY_KEY_ID: sandboxKeys.keyId,
      RAZORPAY_KEY_SECRET: sandboxKeys.keySecret,
      RAZORPAY_WEBHOOK_SECRET: sandboxKeys.webhookSecret,
      RAZORPAY_ACCOUNT_ID: sandboxKeys.accountId,
      SANDBOX_DATA_DIR: dataDir,
    },
  });
  const [firstLine] = (await once(program.stdout, 'data')) as [Buffer];
  const { url } = JSON.parse(firstLine.toString('utf8')) as { url: string };
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/`)).headers.get('content-type')).toContain('text/html');
  expect((await fetch(`${url}/whatsapp`)).status).toBe(200);
  program.kill('SIGTERM');
  expect(await once(program, 'exit')).toEqual([0, null]);
  await rm(dataDir, { recursive: true, force: true });
});
