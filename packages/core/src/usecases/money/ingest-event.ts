import { randomUUID } from 'node:crypto';
import { AppError } from '@holdfast/contract/errors';
import { webhookState } from '@holdfast/contract/webhook/webhook.states';
import type { AccountGateway, WebhookHeaders } from '../../ports/payment-gateway.ts';
import type { MoneyDeps } from './change-bill.ts';
import { decideEvent, objectIdsOf } from './decide-event.ts';
import { deduplicationKey, hashOfBody, ignoredReasonOf } from './event-identity.ts';
import { notifyOfMoney } from './notify-of-money.ts';
import { reasonOfFailure } from './reason-of-failure.ts';
import { commitEvent, type Delivery, type EventResult, readEvent, storedAs } from './store-event.ts';
import { untilStill } from './until-still.ts';

/** Reads, decides and writes once. Undefined when a bill moved in between, or somebody else stored the event. */
async function tryOnce(
  deps: MoneyDeps,
  delivery: Delivery,
  key: string,
  isOtherBody: boolean,
): Promise<EventResult | undefined> {
  const { gateway, event } = delivery;
  const read = await readEvent(deps, delivery, key);
  if (read.isKnown)
    return { outcome: 'duplicate', reason: read.isSameBody ? null : 'other_body', webhookId: null };
  const ignoredReason = ignoredReasonOf(gateway, event);
  const facts = ignoredReason === null ? event.facts : [];
  const decision = decideEvent(read, facts, { rules: deps.rules, newId: randomUUID });
  const [route] = read.routes;
  const end = {
    state: ignoredReason === null ? decision.state : webhookState.ignored,
    reason: ignoredReason ?? decision.reason,
    clinicId: route?.clinicId ?? null,
    paymentId: route?.paymentId ?? null,
  };
  const change = { changes: decision.changes, reason: decision.takesTimeAgain ? 'late_payment' : '' };
  return commitEvent(deps, delivery, storedAs(delivery, key, isOtherBody, end), change);
}

/** Whether a failure is about this event: it would fail again, and a redelivery would not help. */
const isAboutEvent = (thrown: unknown): boolean =>
  !(thrown instanceof AppError) || thrown.code === 'STATE_CONFLICT' || thrown.code === 'INTERNAL';

/** What cannot be decided or written now is kept with its raw body: we retry it, and say what is wrong with it. */
async function take(
  deps: MoneyDeps,
  delivery: Delivery,
  key: string,
  isOtherBody: boolean,
): Promise<EventResult> {
  const [object = key] = objectIdsOf(delivery.event.facts);
  try {
    return await untilStill(object, () => tryOnce(deps, delivery, key, isOtherBody));
  } catch (thrown) {
    if (!isAboutEvent(thrown)) throw thrown;
    const reason = reasonOfFailure(thrown);
    const end = { state: webhookState.retrying, reason, clinicId: null, paymentId: null };
    const stored = storedAs(delivery, key, isOtherBody, end);
    const kept = await commitEvent(deps, delivery, stored, { changes: {}, reason: '' });
    return kept ?? { outcome: 'duplicate', reason: null, webhookId: null };
  }
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
    const first = await take(deps, delivery, key, false);
    const isOtherBody = first.outcome === 'duplicate' && first.reason === 'other_body';
    const result = isOtherBody ? await take(deps, delivery, `${key}:${hashOfBody(rawBody)}`, true) : first;
    if (result.outcome === 'applied') notifyOfMoney(deps);
    if (result.outcome === 'retrying') deps.notify('webhooks');
    return result;
  };
}
export type IngestEvent = ReturnType<typeof createIngestEvent>;
