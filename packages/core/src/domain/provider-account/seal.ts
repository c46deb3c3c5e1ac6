import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SecretPurpose } from '@holdfast/contract/payment/provider-accounts';

/** The row that a secret is sealed for. Moved to another one, or under another purpose, it does not open. */
export interface SecretPlace {
  readonly clinicId: string;
  readonly secretId: string;
  readonly providerAccountId: string;
  readonly purpose: SecretPurpose;
}

export interface Sealed {
  readonly nonce: Buffer;
  /** The cipher text with its tag behind it. */
  readonly sealed: Buffer;
}

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

const boundTo = ({ clinicId, secretId, providerAccountId, purpose }: SecretPlace): Buffer =>
  Buffer.from(JSON.stringify(['sealed_secrets', clinicId, secretId, providerAccountId, purpose]));

export function newDataKey(): Buffer {
  return randomBytes(32);
}

/** The row that a data key belongs to. */
export function dataKeyContext(clinicId: string, id: string): string {
  return JSON.stringify(['data_keys', clinicId, id]);
}

export function seal(dataKey: Buffer, place: SecretPlace, value: string): Sealed {
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, dataKey, nonce, { authTagLength: tagBytes });
  sealing.setAAD(boundTo(place));
  const text = Buffer.concat([sealing.update(value, 'utf8'), sealing.final()]);
  return { nonce, sealed: Buffer.concat([text, sealing.getAuthTag()]) };
}

/** Throws for another key, another place, or a changed byte; the error says nothing of the value. */
export function unseal(dataKey: Buffer, place: SecretPlace, { nonce, sealed }: Sealed): string {
  const opening = createDecipheriv(cipher, dataKey, nonce, { authTagLength: tagBytes });
  opening.setAAD(boundTo(place));
  opening.setAuthTag(sealed.subarray(-tagBytes));
  const text = Buffer.concat([opening.update(sealed.subarray(0, -tagBytes)), opening.final()]);
  return text.toString('utf8');
}

const shortestShown = 16;

/** Enough to tell two keys apart; of a short one four characters would be a good part. */
export function lastFourOf(value: string): string | null {
  return value.length >= shortestShown ? value.slice(-4) : null;
}
