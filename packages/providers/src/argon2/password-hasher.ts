import { AppError } from '@holdfast/contract/errors';
import type { PasswordHasher } from '@holdfast/core/ports/password-hasher';
import { hash, verify } from '@node-rs/argon2';

/** OWASP's second recommendation: 19 MiB, two passes, one lane. The library's default algorithm is argon2id. */
const costs = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Of nobody's password: what an unknown account is verified against, so that it takes as long as a known one. */
const dummyHash =
  '$argon2id$v=19$m=19456,t=2,p=1$esn7PfkmmNxC5TQ83ugNLQ$rwUWoRuwkBKmuXaPT6m5/rr9ODsoKHwiJhipQ9woWBE';

export interface PasswordHasherOptions {
  /** Each hash keeps a core and 19 MiB busy. */
  readonly maxAtOnce: number;
  /** Beyond this many waiting, a log-in storm is refused instead of making everybody wait. */
  readonly maxWaiting: number;
}

function createTurnstile(options: PasswordHasherOptions) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= options.maxAtOnce) {
      if (waiting.length >= options.maxWaiting) {
        throw new AppError('OVERLOADED', { internal: 'password hashing', details: { retryAfterSeconds: 2 } });
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      // A waiter takes the place over, so `running` stays; otherwise the place becomes free.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

export function createPasswordHasher(
  options: PasswordHasherOptions = { maxAtOnce: 2, maxWaiting: 64 },
): PasswordHasher {
  const inTurn = createTurnstile(options);
  return {
    hash: (password) => inTurn(() => hash(password, costs)),
    verify: (known, password) =>
      inTurn(async () => {
        const matches = await verify(known ?? dummyHash, password).catch(() => false);
        return known !== null && matches;
      }),
  };
}
