import { createHash, createHmac } from 'node:crypto';

/**
 * Six digits derived from the challenge and a secret: whoever renders the message can tell the code, and nothing
 * that is stored can.
 */
export function codeOf(otpSecret: string, challengeId: string): string {
  const mac = createHmac('sha256', otpSecret).update(`one-time-code:${challengeId}`).digest();
  return String(mac.readUInt32BE(0) % 1_000_000).padStart(6, '0');
}

/** What is stored of a code; salted by the challenge, so that equal codes have unequal hashes. */
export function codeHash(challengeId: string, code: string): Buffer {
  return createHash('sha256').update(`${challengeId}:${code}`).digest();
}
