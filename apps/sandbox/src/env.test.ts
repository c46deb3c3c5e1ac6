import { describe, expect, test } from 'vitest';
import { readEnv } from './env.ts';

const good = {
  RAZORPAY_KEY_ID: 'rzp_test_sandboxKey0001',
  RAZORPAY_KEY_SECRET: 'sandbox-key-secret',
  RAZORPAY_WEBHOOK_SECRET: 'sandbox-webhook-secret',
  RAZORPAY_ACCOUNT_ID: 'acc_Sandbox0000001',
};

describe('the settings', () => {
  test('empty optional settings count as unset', () => {
    expect(readEnv({ ...good, WEBHOOK_URL: '', SANDBOX_DATA_DIR: ' ' })).toMatchObject({
      WEBHOOK_URL: null,
      SANDBOX_DATA_DIR: null,
      WHATSAPP_AUTO_LINK: false,
      HOST: '127.0.0.1',
    });
  });

  test('invalid values stop the start, all reported at once with name and expected form', () => {
    const bad = {
      ...good,
      RAZORPAY_KEY_ID: 'key',
      PORT: 'many',
      WEBHOOK_URL: 'nowhere',
      WHATSAPP_AUTO_LINK: 'perhaps',
    };
    const read = () => readEnv(bad);
    for (const name of ['RAZORPAY_KEY_ID: expected rzp_test_', 'PORT', 'WEBHOOK_URL', 'WHATSAPP_AUTO_LINK']) {
      expect(read).toThrow(name);
    }
  });

  test('a secret is never in the message', () => {
    expect(() => readEnv({ ...good, RAZORPAY_KEY_SECRET: 'short', PORT: 'x' })).not.toThrow(/: short/);
  });
});
