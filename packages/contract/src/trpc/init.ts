import { initTRPC, TRPCError, type TRPCMutationProcedure, type TRPCQueryProcedure } from '@trpc/server';
import type { OpenApiMeta } from 'trpc-to-openapi';
import type { z } from 'zod';
import type { RequestContext } from '../context.ts';
import { AppError, errorBody, errorCatalog } from '../errors.ts';
import type { AnyProcedure, Procedure } from '../procedure.ts';
import type { AnyUseCase } from '../use-cases.ts';
import { classifyError } from './classify-error.ts';
import type { ParserOf } from './parsers.ts';
import { statusToTrpc } from './status-to-trpc.ts';

const t = initTRPC
  .context<RequestContext>()
  .meta<OpenApiMeta>()
  .create({
    isDev: false,
    sse: { ping: { enabled: true, intervalMs: 10_000 }, client: { reconnectAfterInactivityMs: 30_000 } },
    errorFormatter({ shape, error, ctx }) {
      const { code, details } = classifyError(error);
      const body = errorBody(code, ctx?.requestId ?? 'unknown', details);
      return {
        code: shape.code,
        message: body.message,
        data: {
          code: shape.data.code,
          httpStatus: errorCatalog[code].status,
          path: shape.data.path,
          error: body,
        },
      };
    },
  });

export const router = t.router;
export const subscriptionProcedure = t.procedure;
export const createCallerFactory = t.createCallerFactory;

/** Wraps an application error so that tRPC answers with the status from `errorCatalog`. */
export function toTrpcError(thrown: unknown): TRPCError {
  if (thrown instanceof TRPCError) return thrown;
  const { code } = classifyError(thrown);
  return new TRPCError({ code: statusToTrpc[errorCatalog[code].status], cause: thrown, message: code });
}

function requireCaller(definition: AnyProcedure, context: RequestContext): void {
  if (definition.access.kind === 'public' || context.actor.kind !== 'anonymous') return;
  throw toTrpcError(new AppError(context.tokenProblem ?? 'UNAUTHENTICATED'));
}

function openApiMeta(definition: AnyProcedure): OpenApiMeta {
  const { rest, id, summary, access } = definition;
  return {
    openapi: {
      method: rest.method,
      path: rest.path,
      summary,
      operationId: id.replace(/\.(\w)/, (_dot, first: string) => first.toUpperCase()),
      tags: [id.slice(0, id.indexOf('.'))],
      protect: access.kind !== 'public',
    },
  };
}

async function run(useCase: AnyUseCase, context: RequestContext, input: unknown) {
  try {
    return await useCase(context, input);
  } catch (thrown) {
    throw toTrpcError(thrown);
  }
}

/** One procedure of the registry for tRPC. Anonymous callers are rejected before their input is validated. */
export function bind(definition: AnyProcedure, useCase: AnyUseCase, parserOf: ParserOf) {
  const built = t.procedure
    .meta(openApiMeta(definition))
    .use(({ ctx, next }) => {
      requireCaller(definition, ctx);
      return next();
    })
    .input(parserOf(definition.input))
    .output(parserOf(definition.output));
  return definition.kind === 'query'
    ? built.query(({ ctx, input }) => run(useCase, ctx, input))
    : built.mutation(({ ctx, input }) => run(useCase, ctx, input));
}

interface Shape<I extends z.ZodType, O extends z.ZodType> {
  input: z.input<I>;
  output: z.output<O>;
  meta: OpenApiMeta;
}

/** The type that tRPC clients see: the kind of the procedure and both schemas. */
export type Bound<P> =
  P extends Procedure<infer I, infer O, infer K>
    ? K extends 'query'
      ? TRPCQueryProcedure<Shape<I, O>>
      : TRPCMutationProcedure<Shape<I, O>>
    : never;
