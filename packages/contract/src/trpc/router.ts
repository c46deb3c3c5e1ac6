import { tracked } from '@trpc/server';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { type Procedures, procedureList } from '../procedures.ts';
import { FeedInput } from '../realtime/realtime.procedures.ts';
import type { AnyUseCases, Around, FollowFeed, UseCases } from '../use-cases.ts';
import { type Bound, bind, router, subscriptionProcedure, toTrpcError } from './init.ts';
import { type ParserOf, synchronousParser } from './parsers.ts';

type BoundProcedures = {
  [Area in keyof Procedures]: {
    -readonly [Verb in keyof Procedures[Area]]: Bound<Procedures[Area][Verb]>;
  };
};

/** The cast supplies what tRPC's builder cannot infer from a loop: `useCases` is typed by the same registry. */
function bindAll(useCases: AnyUseCases, around: Around, parserOf: ParserOf): BoundProcedures {
  const areas: Record<string, Record<string, ReturnType<typeof bind>>> = {};
  for (const { area, verb, definition } of procedureList) {
    const useCase = useCases[area]?.[verb];
    if (!useCase) throw new Error(`${definition.id} has no use-case`);
    areas[area] = { ...areas[area], [verb]: bind(definition, around(definition, useCase), parserOf) };
  }
  return areas as unknown as BoundProcedures;
}

/** tRPC returns the id of the last event as `lastEventId`; it is our cursor. */
const FollowInput = FeedInput.extend({ lastEventId: z.string().max(120).nullish() });

function feedRouter(followFeed: FollowFeed) {
  return router({
    follow: subscriptionProcedure.input(FollowInput).subscription(async function* ({ ctx, input, signal }) {
      if (ctx.actor.kind === 'anonymous')
        throw toTrpcError(new AppError(ctx.tokenProblem ?? 'UNAUTHENTICATED'));
      const { lastEventId, ...rest } = input;
      const start = lastEventId ? { ...rest, cursor: lastEventId } : rest;
      try {
        for await (const message of followFeed(ctx, start, signal ?? new AbortController().signal)) {
          yield tracked(message.type === 'change' ? message.event.cursor : message.cursor, message);
        }
      } catch (thrown) {
        throw toTrpcError(thrown);
      }
    }),
  });
}

/** Both surfaces are built from this router. */
export function createRouter(
  useCases: UseCases,
  followFeed: FollowFeed,
  around: Around = (_definition, useCase) => useCase,
  parserOf: ParserOf = synchronousParser,
) {
  return router({ ...bindAll(useCases, around, parserOf), feed: feedRouter(followFeed) });
}

export type AppRouter = ReturnType<typeof createRouter>;
