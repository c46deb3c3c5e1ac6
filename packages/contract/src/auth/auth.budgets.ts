import type { Budget, BudgetLimit } from '../budget.ts';

const quarterHour = 15 * 60;

/** Limits against guessing, per account, phone, code and token, and per address that tries many of them. */
export const authLimits = {
  loginAddress: {
    name: 'login-address',
    points: 100,
    windowSeconds: quarterHour,
    localPoints: 20,
    per: 'address',
  },
  loginAccount: {
    name: 'login-account',
    points: 10,
    windowSeconds: quarterHour,
    localPoints: 5,
    per: { field: 'email' },
  },
  codeAddress: {
    name: 'code-address',
    points: 50,
    windowSeconds: quarterHour,
    localPoints: 10,
    per: 'address',
  },
  codePhone: {
    name: 'code-phone',
    points: 5,
    windowSeconds: quarterHour,
    localPoints: 2,
    per: { field: 'phone' },
  },
  /** Beyond the quarter hours: nobody needs so many codes a day, and each is a message to somebody's phone. */
  codePhoneDay: {
    name: 'code-phone-day',
    points: 20,
    windowSeconds: 24 * 60 * 60,
    localPoints: 2,
    per: { field: 'phone' },
  },
  verifyAddress: {
    name: 'verify-address',
    points: 100,
    windowSeconds: quarterHour,
    localPoints: 20,
    per: 'address',
  },
  verifyChallenge: {
    name: 'verify-challenge',
    points: 10,
    windowSeconds: quarterHour,
    localPoints: 5,
    per: { field: 'challengeId' },
  },
  refreshAddress: {
    name: 'refresh-address',
    points: 300,
    windowSeconds: 60,
    localPoints: 60,
    per: 'address',
  },
  refreshToken: {
    name: 'refresh-token',
    points: 10,
    windowSeconds: 60,
    localPoints: 5,
    per: 'refresh_token',
  },
  revealUser: {
    name: 'reveal-user',
    points: 60,
    windowSeconds: quarterHour,
    localPoints: 10,
    per: 'account',
  },
} as const satisfies Record<string, BudgetLimit>;

export const loginBudget: Budget = {
  limits: [authLimits.loginAddress, authLimits.loginAccount],
  countsOnlyFailures: true,
};
export const codeBudget: Budget = {
  limits: [authLimits.codeAddress, authLimits.codePhone, authLimits.codePhoneDay],
  countsOnlyFailures: false,
};
export const verifyBudget: Budget = {
  limits: [authLimits.verifyAddress, authLimits.verifyChallenge],
  countsOnlyFailures: true,
};
export const refreshBudget: Budget = {
  limits: [authLimits.refreshAddress, authLimits.refreshToken],
  countsOnlyFailures: false,
};
export const revealBudget: Budget = { limits: [authLimits.revealUser], countsOnlyFailures: false };
