import { AppError, type ErrorBody, errorBody } from '@holdfast/contract/errors';
import { FeedInput, type FeedMessage } from '@holdfast/contract/realtime/realtime.procedures';
import type { FollowFeed, UseCases } from '@holdfast/contract/use-cases';
import { TRPCError } from '@trpc/server';
import type { Handler } from 'hono';
import type { Faults } from '../../observability/faults.ts';
import type { ApiEnv } from '../../request/api-env.ts';
import { apiPrefix } from '../../request/api-prefix.ts';
import type { ReadContext } from '../../request/context.ts';
import { classify, noteRefusal } from '../../request/error-answer.ts';
import { createQueryReader } from '../../request/query-values.ts';

export const eventsPath = `${apiPrefix}/events`;
const heartbeatMs = 15_000;
const reconnectMs = 3_000;
const encoder = new TextEncoder();

function frameOf(message: FeedMessage): string {
  const cursor = message.type === 'change' ? message.event.cursor : message.cursor;
  const data = message.type === 'change' ? message.event : { cursor };
  return `id: ${cursor}\nevent: ${message.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

interface StreamParts {
  readonly messages: AsyncIterable<FeedMessage>;
  /** Ends the feed when the client goes away. */
  readonly leave: () => void;
  readonly failureOf: (thrown: unknown) => ErrorBody;
}

/** Pulls from the feed only when the client has read what was sent: a slow reader delays only itself. */
function eventStream(parts: StreamParts): ReadableStream<Uint8Array> {
  const iterator = parts.messages[Symbol.asyncIterator]();
  let next: Promise<IteratorResult<FeedMessage>> | null = null;

  async function frame(): Promise<string | null> {
    next ??= iterator.next();
    let timer: NodeJS.Timeout | undefined;
    const beat = new Promise<'beat'>((resolve) => {
      timer = setTimeout(resolve, heartbeatMs, 'beat');
    });
    try {
      const first = await Promise.race([next, beat]);
      if (first === 'beat') return ': still here\n\n';
      next = null;
      return first.done === true ? null : frameOf(first.value);
    } finally {
      clearTimeout(timer);
    }
  }

  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(`retry: ${reconnectMs}\n\n`)),
    pull: async (controller) => {
      try {
        const text = await frame();
        if (text === null) controller.close();
        else controller.enqueue(encoder.encode(text));
      } catch (thrown) {
        // The status is already sent: the reason goes out as an event.
        const error = JSON.stringify({ error: parts.failureOf(thrown) });
        controller.enqueue(encoder.encode(`event: end\ndata: ${error}\n\n`));
        controller.close();
      }
    },
    cancel: () => {
      parts.leave();
      iterator.return?.()?.catch(() => undefined); // it ends by the signal; its result is not needed
    },
  });
}

export interface EventsOptions {
  readonly readContext: ReadContext;
  readonly followFeed: FollowFeed;
  readonly readMe: UseCases['auth']['me'];
  readonly faults: Faults;
}

/** The feed as server-sent events. `Last-Event-ID`, which browsers send themselves, overrides `?cursor=`. */
export function eventsHandler(options: EventsOptions): Handler<ApiEnv> {
  const readQuery = createQueryReader(FeedInput, []);
  return async (c) => {
    c.set('route', eventsPath);
    const context = options.readContext(c);
    if (context.actor.kind === 'anonymous') throw new AppError(context.tokenProblem ?? 'UNAUTHENTICATED');
    const lastEventId = c.req.header('last-event-id');
    const query = readQuery(new URL(c.req.url).searchParams);
    const parsed = FeedInput.safeParse(lastEventId ? { ...query, cursor: lastEventId } : query);
    if (!parsed.success) throw new TRPCError({ code: 'BAD_REQUEST', cause: parsed.error });
    // Rejected before the stream opens, while the status can still report it.
    await options.readMe(context, {});
    const left = new AbortController();
    const signals = context.signal === null ? [left.signal] : [context.signal, left.signal];
    const body = eventStream({
      messages: options.followFeed(context, parsed.data, AbortSignal.any(signals)),
      leave: () => left.abort(),
      failureOf: (thrown) => {
        const { code, details } = classify(thrown);
        noteRefusal(c, options.faults, thrown, code);
        return errorBody(code, context.requestId, details);
      },
    });
    return c.body(body, 200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
  };
}
