import { readableSchema } from '../trpc/parsers.ts';
import { createRouter } from '../trpc/router.ts';
import type { UseCases } from '../use-cases.ts';

/** A router with every definition and no implementation. */
export function routerForDocument() {
  const nothing = (): never => {
    throw new Error('this router is for the document only');
  };
  const verbs = new Proxy({}, { get: () => nothing });
  // Every area has every verb; none is ever called.
  return createRouter(new Proxy({}, { get: () => verbs }) as UseCases, nothing, undefined, readableSchema);
}
