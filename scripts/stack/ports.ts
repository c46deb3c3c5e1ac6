import { createServer } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** Listens for a moment; `port` 0 lets the system choose. Resolves to the port, or null when it is taken. */
function tryListen(port: number, host: string): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const bound = address !== null && typeof address === 'object' ? address.port : null;
      server.close(() => resolve(bound));
    });
  });
}

/** Both addresses: a program on 0.0.0.0 and one on 127.0.0.1 may share a port number and steal each other's traffic. */
export async function portIsFree(port: number): Promise<boolean> {
  if ((await tryListen(port, LOOPBACK)) === null) return false;
  return (await tryListen(port, '0.0.0.0')) !== null;
}

export async function freePort(): Promise<number> {
  const port = await tryListen(0, LOOPBACK);
  if (port === null) throw new Error('no free port on 127.0.0.1');
  return port;
}

export type PortWish = {
  /** Given by the person who starts it: taken as it is, and an error when something else holds it. */
  fixed?: number | undefined;
  /** What this clone used last time. */
  remembered?: number | undefined;
  /** A friendly number to try first on a first start. */
  preferred?: number | undefined;
  /** Handed out already in this start, though nobody listens yet. */
  exclude?: ReadonlySet<number>;
};

export async function choosePort(wish: PortWish): Promise<number> {
  if (wish.fixed !== undefined) {
    if (await portIsFree(wish.fixed)) return wish.fixed;
    throw new Error(`port ${wish.fixed} is taken by another program: stop it, or choose another PORT`);
  }
  for (const candidate of [wish.remembered, wish.preferred]) {
    if (candidate === undefined || wish.exclude?.has(candidate)) continue;
    if (await portIsFree(candidate)) return candidate;
  }
  for (;;) {
    const port = await freePort();
    if (!wish.exclude?.has(port)) return port;
  }
}
