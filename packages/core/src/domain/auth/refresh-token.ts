import { createHash, randomBytes } from 'node:crypto';

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
