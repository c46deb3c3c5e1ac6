import { createHash } from 'node:crypto';
import type { RequestContext } from '@holdfast/contract/context';
import { AppError } from '@holdfast/contract/errors';
import type { UseCases } from '@holdfast/contract/use-cases';
import type { RateLimit, RateLimiter } from '@holdfast/core/ports/rate-limiter';
import { addressKey } from '../client-address.ts';

const quarterHour = 15 * 60;

/** Local budgets are per process and only count while Redis does not answer. */
export const authLimits = {
  loginAccount: { name: 'login-account', points: 10, windowSeconds: quarterHour, localPoints: 5 },
  loginAddress: { name: 'login-address', points: 100, windowSeconds: quarterHour, localPoints: 20 },
  codePhone: { name: 'code-phone', points: 5, windowSeconds: quarterHour, localPoints: 2 },
  codeAddress: { name: 'code-address', points: 50, windowSeconds: quarterHour, localPoints: 10 },
  verifyChallenge: { name: 'verify-challenge', points: 10, windowSeconds: quarterHour, localPoints: 5 },
  verifyAddress: { name: 'verify-address', points: 100, windowSeconds: quarterHour, localPoints: 20 },
  refreshToken: { name: 'refresh-token', points: 10, windowSeconds: 60, localPoints: 5 },
  refreshAddress: { name: 'refresh-address', points: 300, windowSeconds: 60, localPoints: 60 },
  revealUser: { name: 'reveal-user', points: 60, windowSeconds: quarterHour, localPoints: 10 },
} as const satisfies Record<string, RateLimit>;

interface Rule {
  readonly limit: RateLimit;
  readonly key: string;
}

type Verb<I, O> = (context: RequestContext, input: I) => Promise<O>;

interface GuardOptions<I> {
  readonly rules: (context: RequestContext, input: I) => readonly Rule[];
  /** Tries that succeed do not count, so that a busy clinic behind one address is not locked out. */
  readonly countsOnlyFailures: boolean;
}

const anonymousUser = 'nobody';

function tokenKey(token: string | null): string {
  return token === null ? 'none' : createHash('sha256').update(token).digest('base64url');
}

/** The log-in verbs behind their limits. Errors added: RATE_LIMITED. */
export function limitAuth(
  auth: UseCases['auth'],
  limiter: RateLimiter,
  onLimited: (name: string) => void,
): UseCases['auth'] {
  function guard<I, O>(verb: Verb<I, O>, options: GuardOptions<I>): Verb<I, O> {
    return async (context, input) => {
      const rules = options.rules(context, input);
      for (const { limit, key } of rules) {
        const verdict = await limiter.consume(limit, key);
        if (verdict.allowed) continue;
        onLimited(limit.name);
        throw new AppError('RATE_LIMITED', {
          internal: limit.name,
          details: { retryAfterSeconds: verdict.retryAfterSeconds },
        });
      }
      const output = await verb(context, input);
      if (options.countsOnlyFailures) {
        await Promise.all(rules.map(({ limit, key }) => limiter.giveBack(limit, key)));
      }
      return output;
    };
  }

  return {
    ...auth,
    login: guard(auth.login, {
      countsOnlyFailures: true,
      rules: ({ address }, { email }) => [
        { limit: authLimits.loginAddress, key: addressKey(address) },
        { limit: authLimits.loginAccount, key: email.toLowerCase() },
      ],
    }),
    requestCode: guard(auth.requestCode, {
      countsOnlyFailures: false,
      rules: ({ address }, { phone }) => [
        { limit: authLimits.codeAddress, key: addressKey(address) },
        { limit: authLimits.codePhone, key: phone },
      ],
    }),
    verifyCode: guard(auth.verifyCode, {
      countsOnlyFailures: true,
      rules: ({ address }, { challengeId }) => [
        { limit: authLimits.verifyAddress, key: addressKey(address) },
        { limit: authLimits.verifyChallenge, key: challengeId },
      ],
    }),
    refresh: guard(auth.refresh, {
      countsOnlyFailures: false,
      rules: ({ address, cookies }, input) => [
        { limit: authLimits.refreshAddress, key: addressKey(address) },
        {
          limit: authLimits.refreshToken,
          key: tokenKey(input.refreshToken ?? cookies?.refreshToken ?? null),
        },
      ],
    }),
    revealCode: guard(auth.revealCode, {
      countsOnlyFailures: false,
      rules: ({ actor }) => [
        { limit: authLimits.revealUser, key: actor.kind === 'user' ? actor.userId : anonymousUser },
      ],
    }),
  };
}
