import { createHmac } from 'node:crypto';
import { serviceTerms } from '@holdfast/contract/service-terms';

/**
 * Digits derived from the challenge and a secret: the renderer of the message can compute the code, and nothing that
 * is stored reveals it.
 */
export function codeOf(otpSecret: string, challengeId: string): string {
  const mac = createHmac('sha256', otpSecret).update(`one-time-code:${challengeId}`).digest();
  return String(mac.readUInt32BE(0) % 10 ** serviceTerms.codeDigits).padStart(serviceTerms.codeDigits, '0');
}

/**
 * What is stored of a code. Keyed, because a reader of the table tries a million digits in a second; salted by the
 * challenge, so that equal codes have unequal hashes.
 */
export function codeHash(otpSecret: string, challengeId: string, code: string): Buffer {
  return createHmac('sha256', otpSecret).update(`code-hash:${challengeId}:${code}`).digest();
}
