import { createHmac, timingSafeEqual } from 'node:crypto';

const hexSha256 = /^[0-9a-f]{64}$/;

/** Constant time in the secret: every secret is tried, none ends the loop early. Upper case is refused, as the provider never sends it. */
export function matchesHmac(
  secrets: readonly string[],
  message: Uint8Array,
  signature: string | null,
): boolean {
  if (signature === null || !hexSha256.test(signature)) return false;
  const given = Buffer.from(signature, 'hex');
  let matches = false;
  for (const secret of secrets) {
    const expected = createHmac('sha256', secret).update(message).digest();
    if (timingSafeEqual(expected, given)) matches = true;
  }
  return matches;
}
