import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { choosePort, freePort } from './ports.ts';

const servers: Server[] = [];

async function occupy(port: number, host: string): Promise<void> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen({ port, host }, resolve));
}

afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

test('the port of the last start is used again while it is free', async () => {
  const remembered = await freePort();
  expect(await choosePort({ remembered, preferred: await freePort() })).toBe(remembered);
});

test.each(['127.0.0.1', '0.0.0.0'])('a remembered port that another program took on %s is chosen anew', async (host) => {
  const remembered = await freePort();
  await occupy(remembered, host);
  const chosen = await choosePort({ remembered });
  expect(chosen).not.toBe(remembered);
  expect(chosen).toBeGreaterThan(1024);
});

test('a port given by the person is never replaced silently', async () => {
  const fixed = await freePort();
  expect(await choosePort({ fixed })).toBe(fixed);
  await occupy(fixed, '127.0.0.1');
  await expect(choosePort({ fixed })).rejects.toThrow(`port ${fixed} is taken`);
});

test('a port handed out earlier in the same start is not handed out twice', async () => {
  const remembered = await freePort();
  expect(await choosePort({ remembered, exclude: new Set([remembered]) })).not.toBe(remembered);
});
