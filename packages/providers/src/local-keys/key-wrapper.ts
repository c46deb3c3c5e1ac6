import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { KeyWrapper } from '@holdfast/core/ports/key-wrapper';

export interface WrappingSettings {
  readonly SECRETS_KEY?: string | undefined;
  readonly SECRETS_KEY_PREVIOUS?: string | undefined;
}

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Equal keys have equal names; from the name nobody gets the key. */
const nameOf = (key: Buffer): string =>
  `local:${createHash('sha256').update('holdfast wrapping key').update(key).digest('hex').slice(0, 16)}`;

function wrapWith(key: Buffer, dataKey: Buffer, context: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const wrapping = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  wrapping.setAAD(Buffer.from(context));
  return Buffer.concat([nonce, wrapping.update(dataKey), wrapping.final(), wrapping.getAuthTag()]);
}

function unwrapWith(key: Buffer, wrapped: Buffer, context: string): Buffer {
  const opening = createDecipheriv(cipher, key, wrapped.subarray(0, nonceBytes), { authTagLength: tagBytes });
  opening.setAAD(Buffer.from(context));
  opening.setAuthTag(wrapped.subarray(-tagBytes));
  return Buffer.concat([opening.update(wrapped.subarray(nonceBytes, -tagBytes)), opening.final()]);
}

/** Wraps with the key of the environment; the previous one only opens. Null where there is no key. */
export function createLocalKeyWrapper(settings: WrappingSettings): KeyWrapper | null {
  if (settings.SECRETS_KEY === undefined) return null;
  const current = Buffer.from(settings.SECRETS_KEY, 'base64');
  const name = nameOf(current);
  const byName = new Map([[name, current]]);
  if (settings.SECRETS_KEY_PREVIOUS !== undefined) {
    const previous = Buffer.from(settings.SECRETS_KEY_PREVIOUS, 'base64');
    byName.set(nameOf(previous), previous);
  }
  return {
    name,
    wrap: async (dataKey, context) => ({ wrappedBy: name, wrapped: wrapWith(current, dataKey, context) }),
    unwrap: async ({ wrappedBy, wrapped }, context) => {
      const key = byName.get(wrappedBy);
      if (!key) throw new Error(`wrapped by ${wrappedBy}, which is not among the keys of this process`);
      return unwrapWith(key, wrapped, context);
    },
  };
}
