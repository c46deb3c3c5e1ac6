import { randomUUID } from 'node:crypto';
import { AppError } from '@holdfast/contract/errors';
import { webhookState } from '@holdfast/contract/webhook/webhook.states';
import { commitEventStatement, type ReadEvent, readEventStatement } from '@holdfast/db/repos/bills.repo';
import type { AccountGateway, ParsedWebhook, WebhookHeaders } from '../../ports/payment-gateway.ts';
import { inOneStatement, type UseCaseDeps } from '../../usecase.ts';
import { deduplicationKey, hashOfBody, ignoredReasonOf } from '../webhook/event-identity.ts';
import type { MoneyDeps } from './change-bill.ts';
import { decideEvent, objectIdsOf } from './decide-event.ts';
import { notifyOfMoney } from './notify-of-money.ts';
import { untilStill } from './until-still.ts';

export interface EventResult {
  readonly outcome: 'applied' | 'ignored' | 'retrying' | 'duplicate';
  readonly reason: string | null;
}

const firstRetrySeconds = 1;

interface Delivery {
  readonly gateway: AccountGateway;
  readonly event: ParsedWebhook;
  readonly rawBody: Uint8Array;
  readonly requestId: string;
}

async function readEvent(
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

/** Reads, decides and writes once. Undefined when a bill moved in between, or somebody else stored the event. */
async function tryOnce(
  deps: MoneyDeps,
  delivery: Delivery,
  key: string,
  isOtherBody: boolean,
): Promise<EventResult | undefined> {
  const { gateway, event, rawBody, requestId } = delivery;
  const read = await readEvent(deps, delivery, key);
  if (read.isKnown) return { outcome: 'duplicate', reason: read.isSameBody ? null : 'other_body' };
  const ignoredReason = ignoredReasonOf(gateway, event);
  const facts = ignoredReason === null ? event.facts : [];
  const decision = decideEvent(read, facts, { rules: deps.rules, newId: randomUUID });
  const state = ignoredReason === null ? decision.state : webhookState.ignored;
  const [route] = read.routes;
  const stored = {
    id: randomUUID(),
    key,
    providerAccountId: gateway.providerAccountId,
    eventId: event.eventId,
    eventType: event.eventType,
    rawBody,
    facts: event.facts,
    state,
    reason: ignoredReason ?? decision.reason,
    isOtherBody,
    clinicId: route?.clinicId ?? null,
    paymentId: route?.paymentId ?? null,
    retryAfterSeconds: firstRetrySeconds,
  };
  const changes = { changes: decision.changes, reason: decision.takesTimeAgain ? 'late_payment' : '' };
  const [row] = await inOneStatement(deps, commitEventStatement(requestId, stored, changes));
  return row?.written.includes(1) ? { outcome: state, reason: stored.reason } : undefined;
}

/**
 * A delivery in two statements: read the bills that it is about and whether it is known, decide in memory, store the event in
 * its final state together with its effects. Nothing is answered before, so a crash in between is a redelivery. The same
 * event id with another body is stored beside the first one, flagged, and applied.
 * Errors: INVALID_SIGNATURE, NOT_FOUND for an account that is closed (nothing stored in either case); OVERLOADED when the
 * bill never held still.
 */
export function createIngestEvent(deps: MoneyDeps) {
  return async (
    gateway: AccountGateway,
    rawBody: Uint8Array,
    headers: WebhookHeaders,
    requestId: string,
  ): Promise<EventResult> => {
    if (!gateway.verifyWebhook(rawBody, headers)) throw new AppError('INVALID_SIGNATURE');
    const event = gateway.parseWebhook(rawBody, headers);
    const delivery = { gateway, event, rawBody, requestId };
    const key = deduplicationKey(gateway, event.eventId, rawBody);
    const first = await untilStill(() => tryOnce(deps, delivery, key, false));
    const isOtherBody = first.outcome === 'duplicate' && first.reason === 'other_body';
    const result = isOtherBody
      ? await untilStill(() => tryOnce(deps, delivery, `${key}:${hashOfBody(rawBody)}`, true))
      : first;
    if (result.outcome === 'applied') notifyOfMoney(deps);
    if (result.outcome === 'retrying') deps.notify('webhooks');
    return result;
  };
}
