import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSecrets, writePrivateJson } from './memory.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-memory-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const kept = async (): Promise<unknown> => JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8'));

test('the first start makes every secret, and later ones read the same', async () => {
  const made = await readSecrets(folder);
  expect(made.sandbox['RAZORPAY_KEY_ID']).toMatch(/^rzp_test_[0-9a-f]{14}$/);
  expect(await readSecrets(folder)).toEqual(made);
  expect(await kept()).toEqual(made);
});

test('the keys that release 0.1 made for its sandbox are kept: its payments belong to them', async () => {
  const made = await readSecrets(folder);
  const sandbox = {
    keyId: 'rzp_test_old',
    keySecret: 'old-secret',
    webhookSecret: 'old-hook',
    accountId: 'acc_old',
  };
  await writePrivateJson(join(folder, 'secrets.json'), { ...made, sandbox });
  const adopted = {
    ...made,
    sandbox: {
      RAZORPAY_KEY_ID: 'rzp_test_old',
      RAZORPAY_KEY_SECRET: 'old-secret',
      RAZORPAY_WEBHOOK_SECRET: 'old-hook',
      RAZORPAY_ACCOUNT_ID: 'acc_old',
    },
  };
  expect(await readSecrets(folder)).toEqual(adopted);
  expect(await kept()).toEqual(adopted);
});

test('a provider that was added since the first start gets its keys, the others keep theirs', async () => {
  const made = await readSecrets(folder);
  const { RAZORPAY_ACCOUNT_ID: _lost, ...sandbox } = made.sandbox;
  await writePrivateJson(join(folder, 'secrets.json'), { ...made, sandbox });
  const completed = await readSecrets(folder);
  expect(completed.sandbox).toMatchObject(sandbox);
  expect(completed.sandbox['RAZORPAY_ACCOUNT_ID']).toMatch(/^acc_[0-9a-f]{14}$/);
});

test('a file that cannot be understood is named and left as it is', async () => {
  await writePrivateJson(join(folder, 'secrets.json'), { otpSecret: 'short' });
  await expect(readSecrets(folder)).rejects.toThrow('secrets.json cannot be understood');
  expect(await kept()).toEqual({ otpSecret: 'short' });
});
