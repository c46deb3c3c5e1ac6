import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { choosePort, freePort, type PortRequest, releasePort } from './ports.ts';

const servers: Server[] = [];
const chosen: number[] = [];

async function choose(request: PortRequest): Promise<number> {
  const port = await choosePort(request);
  chosen.push(port);
  return port;
}

async function occupy(port: number, host: string): Promise<void> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen({ port, host }, resolve));
}

afterEach(async () => {
  for (const port of chosen.splice(0)) releasePort(port);
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

test('the port of the last start is used again while it is free', async () => {
  const remembered = await freePort();
  expect(await choose({ remembered, preferred: await freePort() })).toBe(remembered);
});

test.each(['127.0.0.1', '0.0.0.0'])(
  'a remembered port that another program took on %s is replaced',
  async (host) => {
    const remembered = await freePort();
    await occupy(remembered, host);
    const port = await choose({ remembered });
    expect(port).not.toBe(remembered);
    expect(port).toBeGreaterThan(1024);
  },
);

test('a port set by the user is never replaced silently', async () => {
  const fixed = await freePort();
  expect(await choose({ fixed })).toBe(fixed);
  await occupy(fixed, '127.0.0.1');
  await expect(choosePort({ fixed })).rejects.toThrow(`port ${fixed} is taken`);
});

test('a port that another start of Holdfast has chosen but not yet opened is not chosen again', async () => {
  const preferred = await freePort();
  const reservation = join(tmpdir(), `holdfast-port-${preferred}`);
  writeFileSync(reservation, String(process.ppid));
  expect(await choose({ preferred })).not.toBe(preferred);
  rmSync(reservation);
});

test('a reservation of a dead process is ignored, and releasing frees the port', async () => {
  const preferred = await freePort();
  const reservation = join(tmpdir(), `holdfast-port-${preferred}`);
  writeFileSync(reservation, '999999999');
  expect(await choose({ preferred })).toBe(preferred);
  releasePort(preferred);
  expect(existsSync(reservation)).toBe(false);
});
