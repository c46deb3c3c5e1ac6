import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A wire to Redis that breaks each connection over which `isFatal` bytes are about to go, `times` times. */
export async function startBreakingWire(
  redisUrl: string,
  isFatal: (bytes: Buffer) => boolean,
  times: number,
) {
  const target = new URL(redisUrl);
  const sockets = new Set<Socket>();
  let breaks = 0;
  const server = createServer((socket) => {
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
    socket.on('data', (bytes) => {
      if (breaks < times && isFatal(bytes)) {
        breaks += 1;
        socket.destroy();
      } else upstream.write(bytes);
    });
    upstream.on('data', (bytes) => socket.write(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    breaks: () => breaks,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
