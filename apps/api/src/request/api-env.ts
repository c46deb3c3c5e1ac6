import type { ErrorCode } from '@holdfast/contract/errors';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** What the middlewares leave behind for one another. */
export interface ApiVariables {
  requestId: string;
  /** Pattern of the route, never the address itself: it names the request in logs and metrics. */
  route: string;
  /** Set where the answer is a refusal. */
  code: ErrorCode | null;
  setCookies: string[];
}

export interface ApiEnv {
  Bindings: HttpBindings;
  Variables: ApiVariables;
}

export type ApiContext = Context<ApiEnv>;
