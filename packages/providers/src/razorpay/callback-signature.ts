import type { CallbackClaim } from '@holdfast/core/ports/payment-gateway';
import { matchesHmac } from './hmac-signature.ts';

/** A checked id holds no "|", so two different pairs never make the same signed text. */
const providerId = /^[a-z]+_[A-Za-z0-9]{1,40}$/;

export function verifyCallbackSignature(keySecret: string, claim: CallbackClaim): boolean {
  const { providerOrderId, providerPaymentId, signature } = claim;
  if (!providerId.test(providerOrderId) || !providerId.test(providerPaymentId)) return false;
  return matchesHmac([keySecret], Buffer.from(`${providerOrderId}|${providerPaymentId}`), signature);
}
