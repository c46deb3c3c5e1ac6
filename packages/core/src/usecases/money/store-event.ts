import { randomUUID } from 'node:crypto';
import { AppError } from '@holdfast/contract/errors';
import {
  commitEventStatement,
  type EventRow,
  type ReadEvent,
  readEventStatement,
} from '@holdfast/db/repos/bills.repo';
import type { AccountGateway, ParsedWebhook } from '../../ports/payment-gateway.ts';
import { inOneStatement, type UseCaseDeps } from '../../usecase.ts';
import { objectIdsOf } from './decide-event.ts';

/** The two statements of a delivery: what is known of it, and what became of it. */

export interface EventResult {
  readonly outcome: 'applied' | 'ignored' | 'retrying' | 'duplicate';
  readonly reason: string | null;
  /** Of the stored delivery; null for a duplicate, which is not stored. */
  readonly webhookId: string | null;
}

const firstRetrySeconds = 1;

export interface Delivery {
  readonly gateway: AccountGateway;
  readonly event: ParsedWebhook;
  readonly rawBody: Uint8Array;
  readonly requestId: string;
}

export async function readEvent(
  deps: Pick<UseCaseDeps, 'tx'>,
  { gateway, event, rawBody, requestId }: Delivery,
  key: string,
): Promise<ReadEvent> {
  const [row] = await inOneStatement(
    deps,
    readEventStatement({
      deduplicationKey: key,
      rawBody,
      providerAccountId: gateway.providerAccountId,
      objectIds: objectIdsOf(event.facts),
      requestId,
    }),
  );
  if (!row) throw new AppError('INTERNAL', { internal: 'read_event returned no row' });
  return row.event;
}

export type StoredEvent = EventRow & { readonly state: Exclude<EventResult['outcome'], 'duplicate'> };

/** The row of a delivery, whatever it came to. */
export function storedAs(
  { gateway, event, rawBody }: Delivery,
  key: string,
  isOtherBody: boolean,
  end: Pick<StoredEvent, 'state' | 'reason' | 'clinicId' | 'paymentId'>,
): StoredEvent {
  return {
    id: randomUUID(),
    key,
    providerAccountId: gateway.providerAccountId,
    eventId: event.eventId,
    eventType: event.eventType,
    rawBody,
    facts: event.facts,
    isOtherBody,
    retryAfterSeconds: firstRetrySeconds,
    ...end,
  };
}

/** Stores the event together with its effects. Undefined when a bill moved, or somebody else stored the event. */
export async function commitEvent(
  deps: Pick<UseCaseDeps, 'tx'>,
  { requestId }: Delivery,
  stored: StoredEvent,
  change: Parameters<typeof commitEventStatement>[2],
): Promise<EventResult | undefined> {
  const [row] = await inOneStatement(deps, commitEventStatement(requestId, stored, change));
  if (!row?.written.includes(1)) return undefined;
  return { outcome: stored.state, reason: stored.reason, webhookId: stored.id };
}
