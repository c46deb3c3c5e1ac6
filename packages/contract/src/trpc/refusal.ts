import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type { ErrorBody } from '../errors.ts';
import { errorCatalog } from '../errors.ts';
import { statusToTrpc } from './status-to-trpc.ts';

/** Same shape as tRPC's own formatter, for a request that was rejected before it reached tRPC. */
export function trpcRefusal(body: ErrorBody) {
  const { status } = errorCatalog[body.code];
  const code = statusToTrpc[status];
  return {
    error: {
      message: body.message,
      code: TRPC_ERROR_CODES_BY_KEY[code],
      data: { code, httpStatus: status, error: body },
    },
  };
}
