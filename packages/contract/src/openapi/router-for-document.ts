import { createRouter } from '../trpc/router.ts';
import type { UseCases } from '../use-cases.ts';

/** A router that describes everything and does nothing. */
export function routerForDocument() {
  const nothing = (): never => {
    throw new Error('this router is for the document only');
  };
  const verbs = new Proxy({}, { get: () => nothing });
  // Whatever area is asked for has every verb; none is ever called.
  return createRouter(new Proxy({}, { get: () => verbs }) as UseCases, nothing);
}
