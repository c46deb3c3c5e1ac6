import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { expectRefusal } from '../support/http-client.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

const kilobyte = 1024;
const json = { 'content-type': 'application/json' };
const halfRequest =
  'POST /api/v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"em';

function chunkedBody(bytes: number): ReadableStream<Uint8Array> {
  let left = bytes;
  return new ReadableStream({
    pull(controller) {
      const size = Math.min(left, 16 * kilobyte);
      if (size === 0) controller.close();
      else controller.enqueue(new Uint8Array(size).fill(32));
      left -= size;
    },
  });
}

async function sendChunked(path: string, bytes: number) {
  const init = { method: 'POST', headers: json, body: chunkedBody(bytes), duplex: 'half' as const };
  const response = await fetch(`${rig.url}${path}`, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text) };
}

/** Everything that the server sends on a raw connection until it closes. */
function converse(port: number, write: (socket: Socket) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => write(socket));
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
    });
    socket.on('close', () => resolve(heard));
    socket.on('error', (error) => (heard === '' ? reject(error) : undefined));
  });
}

describe('bodies', () => {
  test.each(['/api/v1/auth/login', '/trpc/auth.login'])(
    '%s takes 64 kB and no more, announced or not',
    async (path) => {
      const send = (bytes: number) => sendPlain(path, ' '.repeat(bytes));
      expectRefusal(await send(64 * kilobyte + 1), 'PAYLOAD_TOO_LARGE');
      expectRefusal(await send(64 * kilobyte), 'MALFORMED_REQUEST');
      expectRefusal(await sendChunked(path, 64 * kilobyte), 'MALFORMED_REQUEST');
      expectRefusal(await sendChunked(path, 64 * kilobyte + 1), 'PAYLOAD_TOO_LARGE');
      const flood = await sendChunked(path, 4096 * kilobyte);
      expectRefusal(flood, 'PAYLOAD_TOO_LARGE');
      expect(flood.headers.get('connection')).toBe('close');
    },
  );

  test('a webhook may have 1 MB', async () => {
    const path = '/webhooks/razorpay';
    expectRefusal(await sendPlain(path, ' '.repeat(1024 * kilobyte)), 'INVALID_SIGNATURE');
    expectRefusal(await sendPlain(path, ' '.repeat(1024 * kilobyte + 1)), 'PAYLOAD_TOO_LARGE');
    expectRefusal(await sendChunked(path, 1024 * kilobyte + 1), 'PAYLOAD_TOO_LARGE');
  });

  test('bytes that are not UTF-8, and compressed ones, are rejected', async () => {
    const notUtf8 = new Uint8Array([123, 34, 0xff, 34, 58, 49, 125]);
    expectRefusal(
      await rig.rest('POST', '/auth/login', { raw: notUtf8, headers: json }),
      'MALFORMED_REQUEST',
    );
    const headers = { ...json, 'content-encoding': 'gzip' };
    expectRefusal(await rig.rest('POST', '/auth/login', { raw: '{}', headers }), 'UNSUPPORTED_MEDIA_TYPE');
  });

  test('a slow body and endless headers are cut off; the server keeps serving', async () => {
    const impatient = await createApiRig({
      timeouts: { headersMs: 400, requestMs: 800, keepAliveMs: 5_000 },
    });
    try {
      const { port } = impatient.server;
      const slowBody = await converse(port, (socket) => socket.write(halfRequest));
      expect(slowBody).not.toMatch(/HTTP\/1\.1 5/);
      const slowHeaders = await converse(port, (socket) =>
        socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: '),
      );
      expect(slowHeaders).toMatch(/^HTTP\/1\.1 408/);
      expect((await fetch(`${impatient.url}/healthz`)).status).toBe(200);
      expect(impatient.logLines().filter((line) => line['msg'] === 'crash')).toEqual([]);
    } finally {
      await impatient.close();
    }
  });

  test('a client that disconnects in the middle of its body causes no crash', async () => {
    const refused = () => rig.logLines().filter((line) => line['code'] === 'MALFORMED_REQUEST').length;
    const before = refused();
    await new Promise<void>((resolve) => {
      const socket = connect(rig.server.port, '127.0.0.1', () =>
        socket.write(halfRequest, () => socket.destroy()),
      );
      socket.on('close', () => resolve());
    });
    await expect.poll(refused, { timeout: 10_000 }).toBeGreaterThan(before);
    expect(rig.logLines().filter((line) => line['msg'] === 'crash')).toEqual([]);
  });
});

function sendPlain(path: string, raw: string) {
  return fetch(`${rig.url}${path}`, { method: 'POST', headers: json, body: raw }).then(async (response) => {
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: JSON.parse(text) };
  });
}
