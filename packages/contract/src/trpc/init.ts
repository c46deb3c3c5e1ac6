import { initTRPC, TRPCError, type TRPCMutationProcedure, type TRPCQueryProcedure } from '@trpc/server';
import type { OpenApiMeta } from 'trpc-to-openapi';
import type { z } from 'zod';
import type { RequestContext } from '../context.ts';
import { AppError, errorBody, errorCatalog } from '../errors.ts';
import type { AnyProcedure, Procedure } from '../procedure.ts';
import type { UseCase } from '../use-cases.ts';
import { classifyError } from './classify-error.ts';
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

/** Wraps an application error so that tRPC answers with the status of our own table. */
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

type LooseUseCase = (context: RequestContext, input: unknown) => Promise<unknown>;

async function run(useCase: LooseUseCase, context: RequestContext, input: unknown) {
  try {
    return await useCase(context, input);
  } catch (thrown) {
    throw toTrpcError(thrown);
  }
}

/** Who nobody knows is told so before his input is looked at. */
function build(definition: AnyProcedure) {
  return t.procedure
    .meta(openApiMeta(definition))
    .use(({ ctx, next }) => {
      requireCaller(definition, ctx);
      return next();
    })
    .input(definition.input)
    .output(definition.output);
}

interface Shape<I extends z.ZodType, O extends z.ZodType> {
  input: z.input<I>;
  output: z.output<O>;
  meta: OpenApiMeta;
}

/**
 * A read as a tRPC query. The two casts stand for what tRPC's builder cannot infer through a generic schema:
 * `definition` and `useCase` share I and O by this very signature.
 */
export function bindQuery<I extends z.ZodType, O extends z.ZodType>(
  definition: Procedure<I, O, 'query'>,
  useCase: UseCase<Procedure<I, O, 'query'>>,
): TRPCQueryProcedure<Shape<I, O>> {
  const loose = useCase as LooseUseCase;
  const built = build(definition).query(({ ctx, input }) => run(loose, ctx, input));
  return built as unknown as TRPCQueryProcedure<Shape<I, O>>;
}

/** A command as a tRPC mutation; casts as in `bindQuery`. */
export function bindCommand<I extends z.ZodType, O extends z.ZodType>(
  definition: Procedure<I, O, 'command'>,
  useCase: UseCase<Procedure<I, O, 'command'>>,
): TRPCMutationProcedure<Shape<I, O>> {
  const loose = useCase as LooseUseCase;
  const built = build(definition).mutation(({ ctx, input }) => run(loose, ctx, input));
  return built as unknown as TRPCMutationProcedure<Shape<I, O>>;
}
