import { createHash, createHmac, randomBytes } from 'node:crypto';

export interface NewRefreshToken {
  readonly token: string;
  readonly hash: Buffer;
}

export function refreshTokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** 256 random bits; only the hash is kept. */
export function newRefreshToken(): NewRefreshToken {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: refreshTokenHash(token) };
}

/**
 * What a refresh token is exchanged for: derived, so that a client whose answer was lost gets the same one again, although only
 * its hash was kept. Without the secret it cannot be told from the token before it.
 */
export function successorOf(secret: string, token: string): NewRefreshToken {
  const successor = createHmac('sha256', secret).update(`refresh-token:${token}`).digest('base64url');
  return { token: successor, hash: refreshTokenHash(successor) };
}
