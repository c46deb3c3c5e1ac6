import { randomBytes } from 'node:crypto';
import type { StandIn } from '../stand-in.ts';

const letters = (): string => randomBytes(7).toString('hex');
const key = (): string => randomBytes(24).toString('base64url');

export const razorpayStandIn: StandIn = {
  givenBy: 'RAZORPAY_KEY_ID',
  needs: ['RAZORPAY_KEY_SECRET', 'RAZORPAY_WEBHOOK_SECRET', 'RAZORPAY_ACCOUNT_ID'],
  makeKeys: () => ({
    RAZORPAY_KEY_ID: `rzp_test_${letters()}`,
    RAZORPAY_KEY_SECRET: key(),
    RAZORPAY_WEBHOOK_SECRET: key(),
    RAZORPAY_ACCOUNT_ID: `acc_${letters()}`,
  }),
  keptAs: {
    RAZORPAY_KEY_ID: 'keyId',
    RAZORPAY_KEY_SECRET: 'keySecret',
    RAZORPAY_WEBHOOK_SECRET: 'webhookSecret',
    RAZORPAY_ACCOUNT_ID: 'accountId',
  },
  addresses: (inside, outside) => ({
    RAZORPAY_BASE_URL: inside,
    RAZORPAY_CHECKOUT_URL: `${outside}/checkout.js`,
  }),
};
