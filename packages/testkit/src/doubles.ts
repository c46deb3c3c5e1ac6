import { createHash } from 'node:crypto';
import type { Notifier, NotifyTopic } from '@holdfast/core/ports/notifier';
import type { PasswordHasher } from '@holdfast/core/ports/password-hasher';
import type { TokenIssuer } from '@holdfast/core/ports/token-issuer';

export const testPassword = 'fixture-password';

/** A cheap hasher, so that tests spend no time in argon2. */
export const plainPasswords: PasswordHasher & { readonly hashOf: (password: string) => string } = {
  hashOf: (password) => `plain:${createHash('sha256').update(password).digest('hex')}`,
  hash: async (password) => plainPasswords.hashOf(password),
  verify: async (hash, password) => hash === plainPasswords.hashOf(password),
};

/** Readable tokens: `user:<id>`. */
export const plainTokens: TokenIssuer = {
  mint: ({ userId }) => ({ token: `user:${userId}`, expiresAt: new Date(Date.now() + 900_000) }),
};

export interface RecordingNotifier extends Notifier {
  /** Every topic that was notified, in order. */
  readonly published: NotifyTopic[];
}

/** Notifies within the process, synchronously, and records every topic. */
export function createLocalNotifier(): RecordingNotifier {
  const waiting = new Map<NotifyTopic, Set<() => void>>();
  const published: NotifyTopic[] = [];
  return {
    published,
    publish: (topic) => {
      published.push(topic);
      for (const notify of waiting.get(topic) ?? []) notify();
    },
    subscribe: (topic, notify) => {
      const ofTopic = waiting.get(topic) ?? new Set();
      waiting.set(topic, ofTopic.add(notify));
      return () => ofTopic.delete(notify);
    },
  };
}
