import { createHash } from 'node:crypto';
import type { AccountGateway, ParsedWebhook } from '../../ports/payment-gateway.ts';

/** What a delivery is, no matter which reader: its key, its body, and whether it is for this account. */

export const hashOfBody = (rawBody: Uint8Array): string => createHash('sha256').update(rawBody).digest('hex');

/** `account:event_id`, else the hash of the body: the event id is a header and may be missing. */
export function deduplicationKey(
  { providerAccountId }: AccountGateway,
  eventId: string | null,
  rawBody: Uint8Array,
): string {
  return `${providerAccountId}:${eventId ?? `sha256:${hashOfBody(rawBody)}`}`;
}

/** Why a readable event is stored without being applied; null when it is applied. */
export function ignoredReasonOf({ accountId }: AccountGateway, event: ParsedWebhook): string | null {
  return event.accountId !== null && event.accountId !== accountId ? 'other_account' : event.ignoredReason;
}
