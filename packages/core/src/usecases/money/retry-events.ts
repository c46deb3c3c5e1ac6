import { webhookState } from '@holdfast/contract/webhook/webhook.states';
import { type ClaimedEvent, claimEvent, type EventEnd, endEventTry } from '@holdfast/db/repos/events.repo';
import type { AccountGateway, PaymentGateways, WebhookHeaders } from '../../ports/payment-gateway.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { asSystem } from '../../usecase.ts';
import type { MoneyDeps } from './change-bill.ts';
import { ignoredReasonOf } from './event-identity.ts';
import { reasonOfFailure } from './reason-of-failure.ts';
import { tellFacts } from './tell-facts.ts';

export interface RetryEventDeps extends MoneyDeps {
  readonly gateways: PaymentGateways;
  readonly maxTries: number;
  readonly onProviderError: (error: ProviderError) => void;
}

/** The event id is known from the first delivery; nothing else is read from headers. */
const noHeaders: WebhookHeaders = { get: () => null };

const unplacedEnd = ({ maxTries }: RetryEventDeps, { tries }: ClaimedEvent): EventEnd => ({
  state: tries >= maxTries ? webhookState.dead : webhookState.retrying,
  reason: 'unplaced',
  route: null,
});

/** Parses the stored body as this release reads it, and tells what was not told before. */
async function tell(deps: RetryEventDeps, gateway: AccountGateway, event: ClaimedEvent): Promise<EventEnd> {
  const parsed = gateway.parseWebhook(event.rawBody, noHeaders);
  const ignoredReason = ignoredReasonOf(gateway, parsed);
  if (ignoredReason !== null) return { state: webhookState.ignored, reason: ignoredReason, route: null };
  const telling = { ...deps, source: 'system:webhook' as const, requestId: `event:${event.id}` };
  const routes = await tellFacts(telling, gateway, parsed.facts);
  const [route = null] = routes;
  return routes.includes(undefined)
    ? unplacedEnd(deps, event)
    : { state: webhookState.applied, reason: 'recorded', route };
}

interface TryEnd extends EventEnd {
  /** Nothing that the provider said: a bug or a broken row, to be reported. */
  readonly failure?: unknown;
}

async function tryEvent(deps: RetryEventDeps, event: ClaimedEvent): Promise<TryEnd> {
  try {
    return await tell(deps, await deps.gateways.of(event.providerAccountId), event);
  } catch (thrown) {
    if (!(thrown instanceof ProviderError))
      return { ...unplacedEnd(deps, event), reason: reasonOfFailure(thrown), failure: thrown };
    deps.onProviderError(thrown);
    // It knows no such object: that is an answer.
    if (thrown.kind === 'rejected') return unplacedEnd(deps, event);
    // A provider that does not answer says nothing about the event: it is never given up for that.
    return { state: webhookState.retrying, reason: thrown.reason ?? thrown.kind, route: null };
  }
}

/**
 * Retries stored events with look-ups at the provider: an order that we never learnt, a refund whose payment nobody told. An
 * event that was ignored by an earlier release is replayed the same way. Returns how many it tried.
 */
export function createRetryEvents(deps: RetryEventDeps) {
  return async (signal: AbortSignal): Promise<number> => {
    let tried = 0;
    const failures: unknown[] = [];
    while (!signal.aborted) {
      const event = await asSystem(deps, 'system:webhook', 'retry-events', claimEvent);
      if (!event) break;
      const { failure, ...end } = await tryEvent(deps, event);
      await asSystem(deps, 'system:webhook', `event:${event.id}`, (tx) => endEventTry(tx, event.id, end));
      if (failure !== undefined) failures.push(failure);
      tried += 1;
    }
    // Only now: an event that fails takes no other along.
    if (failures.length > 0) throw new AggregateError(failures, 'events that could not be applied');
    return tried;
  };
}
