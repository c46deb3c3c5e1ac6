import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './alive.ts';

const loopback = '127.0.0.1';

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
  if ((await tryListen(port, loopback)) === null) return false;
  return (await tryListen(port, '0.0.0.0')) !== null;
}

export async function freePort(): Promise<number> {
  const port = await tryListen(0, loopback);
  if (port === null) throw new Error('no free port on 127.0.0.1');
  return port;
}

const reservationFile = (port: number): string => join(tmpdir(), `holdfast-port-${port}`);

function ownerOf(port: number): number | null {
  try {
    const pid = Number.parseInt(readFileSync(reservationFile(port), 'utf8'), 10);
    return Number.isInteger(pid) && isAlive(pid) ? pid : null;
  } catch {
    return null;
  }
}

/** In a shared temporary folder another user's file cannot be removed: then the port is left to that user. */
function forgetReservation(port: number): boolean {
  try {
    rmSync(reservationFile(port), { force: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * Between the choice of a port and the moment its program listens lie seconds: two clones that start together would
 * both find it free. The first to write the file has it; a file whose writer is gone counts for nothing.
 */
function reserve(port: number): boolean {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(reservationFile(port), String(process.pid), { flag: 'wx' });
      return true;
    } catch {
      const owner = ownerOf(port);
      if (owner === process.pid) return true;
      if (owner !== null) return false;
      if (!forgetReservation(port)) return false;
    }
  }
  return false;
}

export function releasePort(port: number): void {
  if (ownerOf(port) === process.pid) forgetReservation(port);
}

export interface PortWish {
  /** Given by the person who starts it: taken as it is, and an error when something else holds it. */
  fixed?: number | undefined;
  /** What this clone used last time. */
  remembered?: number | undefined;
  /** A friendly number to try first on a first start. */
  preferred?: number | undefined;
}

export async function choosePort(wish: PortWish): Promise<number> {
  if (wish.fixed !== undefined) {
    if (await portIsFree(wish.fixed)) return wish.fixed;
    throw new Error(`port ${wish.fixed} is taken by another program: stop it, or choose another PORT`);
  }
  for (const candidate of [wish.remembered, wish.preferred]) {
    if (candidate !== undefined && (await portIsFree(candidate)) && reserve(candidate)) return candidate;
  }
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = await freePort();
    if (reserve(port)) return port;
  }
  throw new Error('no free port could be reserved');
}
