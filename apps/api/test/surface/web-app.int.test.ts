import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { expectRefusal, send } from '../support/http-client.ts';

let rig: ApiRig;
let folder: string;
const script = `console.log(${JSON.stringify('x'.repeat(4_000))});`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-web-'));
  mkdirSync(join(folder, 'dist', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'dist', 'index.html'), '<!doctype html><title>Holdfast</title>');
  writeFileSync(join(folder, 'dist', 'favicon.svg'), '<svg/>');
  writeFileSync(join(folder, 'dist', 'assets', 'main-abc123.js'), script);
  rig = await createApiRig({ settings: { WEB_DIST: join(folder, 'dist') } });
});
afterAll(async () => {
  await rig.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string, headers: Record<string, string> = {}) => send(rig.url, 'GET', path, { headers });

/** fetch would normalize the path before sending it. */
function rawStatus(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: rig.server.port, path }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });
}

function rawBody(
  path: string,
  headers: Record<string, string>,
): Promise<{ encoding: string | undefined; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: rig.server.port, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ encoding: response.headers['content-encoding'], bytes: Buffer.concat(chunks) }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('the built web app', () => {
  test('is served for every path that could be a page, and is always revalidated', async () => {
    for (const path of ['/', '/bookings/018f4e9a-0000-7000-8000-000000000001', '/desk?date=2026-11-21']) {
      const page = await get(path);
      expect(page.status).toBe(200);
      expect(page.text).toContain('<title>Holdfast</title>');
      expect(page.headers.get('cache-control')).toBe('no-cache');
      expect((await get(path, { 'if-none-match': page.headers.get('etag') ?? '' })).status).toBe(304);
    }
  });

  test('serves hashed files as immutable, compressed for clients that accept it', async () => {
    const path = '/assets/main-abc123.js';
    const plain = await rawBody(path, {});
    expect(plain).toEqual({ encoding: undefined, bytes: Buffer.from(script) });
    const small = await rawBody(path, { 'accept-encoding': 'gzip, br;q=0.9' });
    expect(small.encoding).toBe('br');
    expect(small.bytes.byteLength).toBeLessThan(200);
    expect(brotliDecompressSync(small.bytes).toString()).toBe(script);
    const answer = await get(path);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  test.each(['/assets/gone-abc.js', '/favicon.png', '/api/nothing', '/trpc/nothing.here'])(
    '%s is not a page: 404',
    async (path) => {
      expectRefusal(await get(path), 'NOT_FOUND');
    },
  );

  test('no file outside the folder can be requested', async () => {
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/assets/../../secret.txt',
      '/..\\secret.txt',
    ]) {
      expect([400, 404]).toContain(await rawStatus(path));
    }
  });

  test('a new build is served without a restart', async () => {
    const file = join(folder, 'dist', 'index.html');
    writeFileSync(file, '<!doctype html><title>Newer</title>');
    utimesSync(file, new Date(), new Date(Date.now() + 5_000));
    expect((await get('/')).text).toContain('Newer');
  });

  test('every response tells the browser what it may load and from where', async () => {
    for (const path of ['/', '/api/v1/clinics', '/assets/gone.js', '/healthz']) {
      const { headers } = await get(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain(`script-src 'self' ${rig.sandbox.url};`);
      expect(policy).toContain(`frame-src 'self' ${rig.sandbox.url};`);
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
    }
    expect((await get('/api/v1/clinics')).headers.get('cache-control')).toBe('no-store');
  });
});
