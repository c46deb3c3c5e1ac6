import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy to a real server, which a test may break without disturbing other tests. */
export interface Wire {
  /** The target's URL, through this proxy. */
  readonly url: string;
  /** Breaks every connection and refuses new ones. */
  readonly cut: () => void;
  /** Accepts connections but lets nothing through. */
  readonly stall: () => void;
  readonly restore: () => void;
  /** How many connections were closed because of fatal bytes. */
  readonly breaks: () => number;
  readonly close: () => Promise<void>;
}

export interface WireOptions {
  /** Closes a connection that is about to send such bytes to the target, `times` times. */
  readonly breakOn?: { readonly isFatal: (bytes: Buffer) => boolean; readonly times: number };
}

/** Closes both sides when one of them closes. */
function join(one: Socket, other: Socket, open: Set<Socket>): void {
  for (const socket of [one, other]) {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      open.delete(socket);
      one.destroy();
      other.destroy();
    });
  }
}

export async function startWire(targetUrl: string, { breakOn }: WireOptions = {}): Promise<Wire> {
  const target = new URL(targetUrl);
  const open = new Set<Socket>();
  let state: 'open' | 'cut' | 'stalled' = 'open';
  let breaks = 0;

  const server = createServer((socket) => {
    if (state === 'cut') {
      socket.destroy();
      return;
    }
    const upstream = connect(Number(target.port), target.hostname);
    join(socket, upstream, open);
    socket.on('data', (bytes) => {
      if (breakOn && breaks < breakOn.times && breakOn.isFatal(bytes)) {
        breaks += 1;
        socket.destroy();
      } else if (state === 'open') upstream.write(bytes);
    });
    upstream.on('data', (bytes) => state === 'open' && socket.write(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(targetUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  const breakAll = (): void => {
    for (const socket of open) socket.destroy();
  };

  return {
    url: url.href,
    cut: () => {
      state = 'cut';
      breakAll();
    },
    stall: () => {
      state = 'stalled';
    },
    restore: () => {
      if (state === 'stalled') breakAll();
      state = 'open';
    },
    breaks: () => breaks,
    close: () => {
      breakAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
