import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface CuttableRedis {
  readonly url: string;
  /** Breaks every connection and refuses new ones. */
  readonly cut: () => void;
  /** Accepts connections but lets nothing through. */
  readonly stall: () => void;
  readonly mend: () => void;
  readonly close: () => Promise<void>;
}

export function testRedisUrl(): string {
  const url = process.env['HOLDFAST_TEST_REDIS_URL'];
  if (!url) throw new Error('HOLDFAST_TEST_REDIS_URL is not set: run the tests through "npm test"');
  return url;
}

/** The real Redis behind a wire that a test may break without disturbing the others. */
export async function startCuttableRedis(): Promise<CuttableRedis> {
  const target = new URL(testRedisUrl());
  const sockets = new Set<Socket>();
  let state: 'open' | 'cut' | 'stalled' = 'open';

  const server = createServer((socket) => {
    if (state === 'cut') {
      socket.destroy();
      return;
    }
    const upstream = connect(Number(target.port), target.hostname);
    for (const one of [socket, upstream]) {
      sockets.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        sockets.delete(one);
        socket.destroy();
        upstream.destroy();
      });
    }
    socket.on('data', (bytes) => state === 'open' && upstream.write(bytes));
    upstream.on('data', (bytes) => state === 'open' && socket.write(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };

  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => {
      state = 'cut';
      dropAll();
    },
    stall: () => {
      state = 'stalled';
    },
    mend: () => {
      if (state === 'stalled') dropAll();
      state = 'open';
    },
    close: () => {
      dropAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Polls until the condition holds; fails with its name after ten seconds. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`still waiting: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
