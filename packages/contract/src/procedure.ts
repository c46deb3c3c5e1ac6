import type { z } from 'zod';
import type { Access } from './auth/access.ts';
import { type Budget, defaultBudget } from './budget.ts';
import type { ErrorCode } from './errors.ts';
import type { FeedSubject } from './realtime/realtime.procedures.ts';

/** REST side of a procedure. `{name}` segments map to the input field of that name. */
export interface RestRoute {
  readonly method: 'GET' | 'POST';
  readonly path: `/${string}`;
  readonly successStatus: 200 | 201;
}

/** What a command writes to the audit: a row whenever it changed something, or none and why. */
export type Audit = 'row' | { readonly none: string };

/** What every command declares in addition to its schemas. */
export interface CommandTerms {
  readonly audit: Audit;
  readonly budget: Budget;
  /** Subjects whose change reaches live readers through the feed when this command succeeds. */
  readonly shows: readonly FeedSubject[];
}

/** One procedure: everything that both surfaces, the document and the clients derive from. */
export interface Procedure<I extends z.ZodType, O extends z.ZodType, K extends 'query' | 'command'> {
  readonly kind: K;
  /** Stable operation id, `area.verb`; Dart method names derive from it. */
  readonly id: `${string}.${string}`;
  readonly summary: string;
  readonly rest: RestRoute;
  readonly access: Access;
  readonly input: I;
  readonly output: O;
  /** Error codes of this procedure, in addition to those that every procedure shares. */
  readonly errors: readonly ErrorCode[];
  /** True where an `Idempotency-Key` makes a retry safe. */
  readonly idempotent: boolean;
  /** Null for queries, which change nothing. */
  readonly terms: K extends 'command' ? CommandTerms : K extends 'query' ? null : CommandTerms | null;
}

export type AnyProcedure = Procedure<z.ZodType, z.ZodType, 'query' | 'command'>;

/** Error codes that every procedure may return. */
export const sharedErrors = [
  'INVALID_INPUT',
  'MALFORMED_REQUEST',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'INTERNAL',
  'OVERLOADED',
  'RATE_LIMITED',
] as const satisfies readonly ErrorCode[];

interface Draft<I extends z.ZodType, O extends z.ZodType> {
  readonly id: `${string}.${string}`;
  readonly summary: string;
  readonly path: `/${string}`;
  readonly access: Access;
  readonly input: I;
  readonly output: O;
  readonly errors?: readonly ErrorCode[];
}

/** A read: `GET`, no effects. */
export function query<I extends z.ZodType, O extends z.ZodType>(
  draft: Draft<I, O>,
): Procedure<I, O, 'query'> {
  const { path, ...rest } = draft;
  return {
    ...rest,
    kind: 'query',
    errors: draft.errors ?? [],
    rest: { method: 'GET', path, successStatus: 200 },
    idempotent: false,
    terms: null,
  };
}

interface CommandDraft<I extends z.ZodType, O extends z.ZodType> extends Draft<I, O> {
  readonly audit: Audit;
  readonly shows: readonly FeedSubject[];
  /** Default: by its kind of access. */
  readonly budget?: Budget;
  readonly idempotent?: boolean;
  readonly successStatus?: 200 | 201;
}

/** A command: `POST`, takes an `Idempotency-Key` unless `idempotent` is false. */
export function command<I extends z.ZodType, O extends z.ZodType>(
  draft: CommandDraft<I, O>,
): Procedure<I, O, 'command'> {
  const { path, successStatus, audit, shows, budget, ...rest } = draft;
  const kind = draft.access.kind === 'public' ? 'public' : 'account';
  return {
    ...rest,
    kind: 'command',
    errors: draft.errors ?? [],
    rest: { method: 'POST', path, successStatus: successStatus ?? 200 },
    idempotent: draft.idempotent ?? true,
    terms: { audit, shows, budget: budget ?? defaultBudget(draft.id, kind) },
  };
}
