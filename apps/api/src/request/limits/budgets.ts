import { createHash } from 'node:crypto';
import type { BudgetLimit } from '@holdfast/contract/budget';
import type { RequestContext } from '@holdfast/contract/context';
import { AppError } from '@holdfast/contract/errors';
import type { Around } from '@holdfast/contract/use-cases';
import type { RateLimiter } from '@holdfast/core/ports/rate-limiter';
import { addressKey } from '../client-address.ts';

function textField(input: unknown, name: string): string | null {
  const value: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, name) : undefined;
  return typeof value === 'string' ? value : null;
}

function tokenKey(token: string | null): string {
  return token === null ? 'none' : createHash('sha256').update(token).digest('base64url');
}

/** The clinic comes from the input where it names one: a database lookup would cost what the limit saves. */
function accountKey({ actor }: RequestContext, input: unknown): string {
  const user = actor.kind === 'user' ? actor.userId : actor.kind;
  return `${user}:${textField(input, 'clinicId') ?? 'all'}`;
}

function keyOf({ per }: BudgetLimit, context: RequestContext, input: unknown): string {
  if (per === 'account') return accountKey(context, input);
  if (per === 'address') return addressKey(context.address);
  if (per === 'refresh_token')
    return tokenKey(textField(input, 'refreshToken') ?? context.cookies?.refreshToken ?? null);
  return (textField(input, per.field) ?? 'none').toLowerCase();
}

/** Enforces on every command the budget that its procedure declares. Errors added: RATE_LIMITED. */
export function withinBudgets(limiter: RateLimiter, onLimited: (name: string) => void): Around {
  return ({ terms }, useCase) => {
    if (terms === null) return useCase;
    const { limits, countsOnlyFailures } = terms.budget;
    return async (context, input) => {
      const counted = limits.map((limit) => ({ limit, key: keyOf(limit, context, input) }));
      for (const { limit, key } of counted) {
        const verdict = await limiter.consume(limit, key);
        if (verdict.allowed) continue;
        onLimited(limit.name);
        throw new AppError('RATE_LIMITED', {
          internal: limit.name,
          details: { retryAfterSeconds: verdict.retryAfterSeconds },
        });
      }
      const output = await useCase(context, input);
      if (countsOnlyFailures)
        await Promise.all(counted.map(({ limit, key }) => limiter.giveBack(limit, key)));
      return output;
    };
  };
}
