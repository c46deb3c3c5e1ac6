import { type AppErrorDetails, type ErrorCode, errorBody, errorCatalog } from '@holdfast/contract/errors';
import { procedureList } from '@holdfast/contract/procedures';
import type { FeedMessage } from '@holdfast/contract/realtime/realtime.procedures';
import type { AppRouter } from '@holdfast/contract/trpc/router';
import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import { z } from 'zod';

/** A call as the fake received it. */
export interface FakeCall {
  readonly path: string;
  readonly input: unknown;
  readonly idempotencyKey: string | null;
}

/** Answers by procedure path. Inputs and answers are the procedures' own; tests build them from the contract. */
export type FakeHandlers = Readonly<Record<string, (input: never, call: FakeCall) => unknown>>;

/** A rejection as the API would send it. */
export class FakeRefusal extends Error {
  readonly code: ErrorCode;
  readonly details: AppErrorDetails;

  constructor(code: ErrorCode, details: AppErrorDetails = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/** The failure of a call as the client sees it. */
export function refused({ code, details }: FakeRefusal, path: string): TRPCClientError<AppRouter> {
  const body = errorBody(code, '0190f000-0000-7000-8000-0000abcdef12', details);
  const data = { code: 'BAD_REQUEST', httpStatus: errorCatalog[code].status, path, error: body };
  return TRPCClientError.from<AppRouter>({ error: { code: -32_600, message: body.message, data } });
}

/** Error of a call without a network. */
export function unreachable(): TRPCClientError<AppRouter> {
  return TRPCClientError.from<AppRouter>(new TypeError('Failed to fetch'));
}

export interface FakeApi {
  readonly link: TRPCLink<AppRouter>;
  readonly calls: FakeCall[];
  /** Sends a change to every follower of the feed. */
  readonly tell: (message: FeedMessage) => void;
}

const fieldsOf = new Map(
  procedureList.map(({ area, verb, definition: { input } }) => [
    `${area}.${verb}`,
    input instanceof z.ZodObject ? Object.keys(input.shape) : null,
  ]),
);

/** The API rejects a field that its procedure does not declare; a page that sends one works with no server. */
function hasUnknownField(path: string, input: unknown): boolean {
  const fields = fieldsOf.get(path);
  return Boolean(fields) && Object.keys(input ?? {}).some((name) => !fields?.includes(name));
}

/** Replaces the network; everything above it is the real client. */
export function createFakeApi(handlers: FakeHandlers): FakeApi {
  const calls: FakeCall[] = [];
  const followers = new Set<(message: FeedMessage) => void>();
  const link: TRPCLink<AppRouter> =
    () =>
    ({ op }) =>
      observable((observer) => {
        if (op.type === 'subscription') {
          const follower = (data: FeedMessage): void =>
            observer.next({ result: { type: 'data', data: { id: 'at', data } } });
          observer.next({ result: { type: 'started' } });
          followers.add(follower);
          return () => followers.delete(follower);
        }
        const key = op.context['idempotencyKey'];
        const call = { path: op.path, input: op.input, idempotencyKey: typeof key === 'string' ? key : null };
        calls.push(call);
        const handler = handlers[op.path];
        const answer = async (): Promise<unknown> => {
          if (!handler) throw new FakeRefusal('NOT_FOUND');
          if (hasUnknownField(op.path, op.input)) throw new FakeRefusal('INVALID_INPUT');
          return handler(op.input as never, call);
        };
        answer().then(
          (data) => {
            observer.next({ result: { type: 'data', data } });
            observer.complete();
          },
          (cause: unknown) =>
            observer.error(cause instanceof FakeRefusal ? refused(cause, op.path) : unreachable()),
        );
      });
  const tell = (message: FeedMessage): void => {
    for (const follower of followers) follower(message);
  };
  return { link, calls, tell };
}
