import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { ApiEnv } from './request/api-env.ts';

/** How long a client may take; a slower one occupies a connection, never a worker. */
export interface ServerTimeouts {
  readonly headersMs: number;
  /** For the whole request, its body included. */
  readonly requestMs: number;
  readonly keepAliveMs: number;
}

const defaults: ServerTimeouts = { headersMs: 10_000, requestMs: 20_000, keepAliveMs: 65_000 };

export interface HttpServer {
  readonly port: number;
  /** Accepts no new connection, lets running requests finish, closes the rest after the deadline. */
  readonly stop: (deadlineMs: number) => Promise<void>;
}

/** Resolves to the port, which the system chose where 0 was asked for. */
function listening(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      const bound = server.address();
      if (bound !== null && typeof bound === 'object') resolve(bound.port);
      else reject(new Error('the server listens on no port'));
    });
  });
}

function stopServer(server: Server, deadlineMs: number): Promise<void> {
  return new Promise((resolve) => {
    // A connection that becomes idle after its last response would otherwise be kept alive.
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(deadline);
      resolve();
    });
  });
}

export async function startServer(
  app: Hono<ApiEnv>,
  address: { readonly port: number; readonly host: string },
  timeouts: ServerTimeouts = defaults,
): Promise<HttpServer> {
  const options = {
    headersTimeout: timeouts.headersMs,
    requestTimeout: timeouts.requestMs,
    keepAliveTimeout: timeouts.keepAliveMs,
    connectionsCheckingInterval: Math.min(1_000, timeouts.requestMs / 4),
    maxHeaderSize: 16 * 1024,
  };
  const server = createServer(options, getRequestListener(app.fetch));
  const port = await listening(server, address.port, address.host);
  return { port, stop: (deadlineMs) => stopServer(server, deadlineMs) };
}
