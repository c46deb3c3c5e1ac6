import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './alive.ts';

const loopback = '127.0.0.1';

/** Listens briefly; `port` 0 lets the system choose. Resolves to the port, or null when it is taken. */
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

/** In a shared temporary folder another user's file cannot be removed; that port is skipped. */
function forgetReservation(port: number): boolean {
  try {
    rmSync(reservationFile(port), { force: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * A program listens seconds after its port was chosen, so two clones that start together would both find it free. The
 * first to write the file has the port; a file whose writer is dead is ignored.
 */
function reserve(port: number): boolean {
  for (let tries = 0; tries < 2; tries += 1) {
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

export interface PortRequest {
  /** Set by the user: used as it is, and an error when it is taken. */
  fixed?: number | undefined;
  /** The port of the previous start. */
  remembered?: number | undefined;
  /** Tried first on a first start. */
  preferred?: number | undefined;
}

export async function choosePort({ fixed, remembered, preferred }: PortRequest): Promise<number> {
  if (fixed !== undefined) {
    if (await portIsFree(fixed)) return fixed;
    throw new Error(`port ${fixed} is taken by another program: stop it, or choose another PORT`);
  }
  for (const candidate of [remembered, preferred]) {
    if (candidate !== undefined && (await portIsFree(candidate)) && reserve(candidate)) return candidate;
  }
  for (let tries = 0; tries < 50; tries += 1) {
    const port = await freePort();
    if (reserve(port)) return port;
  }
  throw new Error('no free port could be reserved');
}
