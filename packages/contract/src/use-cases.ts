import type { z } from 'zod';
import type { RequestContext } from './context.ts';
import type { AnyProcedure, Procedure } from './procedure.ts';
import type { Procedures } from './procedures.ts';
import type { FeedInput, FeedMessage } from './realtime/realtime.procedures.ts';

/** A use-case as both surfaces call it: parsed input in, a value of the output schema out. */
export type UseCase<P> =
  P extends Procedure<infer I, infer O, infer _K>
    ? (context: RequestContext, input: z.output<I>) => Promise<z.input<O>>
    : never;

/** One function per procedure, by area and verb. */
export type UseCases = {
  readonly [Area in keyof Procedures]: {
    readonly [Verb in keyof Procedures[Area]]: UseCase<Procedures[Area][Verb]>;
  };
};

/** A use-case whose procedure is known only at run time. A method signature, so that every use-case is assignable. */
export type AnyUseCase = { run(context: RequestContext, input: unknown): Promise<unknown> }['run'];

/** `UseCases` for code that walks the registry. */
export type AnyUseCases = Readonly<Record<string, Readonly<Record<string, AnyUseCase>>>>;

/** Runs around every use-case on every surface, for example for rate limits. */
export type Around = (definition: AnyProcedure, useCase: AnyUseCase) => AnyUseCase;

/** Changes after a cursor, in order, until the signal aborts or the caller loses access. */
export type FollowFeed = (
  context: RequestContext,
  input: z.output<typeof FeedInput>,
  signal: AbortSignal,
) => AsyncIterable<FeedMessage>;
