import type { ErrorCode } from '@holdfast/contract/errors';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** What middlewares pass on to each other. */
export interface ApiVariables {
  requestId: string;
  /** Pattern of the route, never the URL itself: names the request in logs and metrics. */
  route: string;
  /** Set when the response is an error. */
  code: ErrorCode | null;
  setCookies: string[];
}

export interface ApiEnv {
  Bindings: HttpBindings;
  Variables: ApiVariables;
}

export type ApiContext = Context<ApiEnv>;
