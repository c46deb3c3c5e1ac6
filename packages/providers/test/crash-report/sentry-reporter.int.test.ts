import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { CrashContext } from '@holdfast/core/ports/crash-reporter';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLogReporter } from '../../src/crash-report/log-reporter.ts';
import { createSentryReporter } from '../../src/crash-report/sentry-reporter.ts';

let server: Server;
let dsn: string;
const received: string[] = [];

beforeEach(async () => {
  received.length = 0;
  server = createServer(async (request, response) => {
    received.push(await text(request));
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  dsn = `http://public@127.0.0.1:${(server.address() as AddressInfo).port}/1`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

describe('crash reports over the wire', () => {
  test('carry type, frames, request id and release, and no personal data; the log has them too', async () => {
    const logged: CrashContext[] = [];
    const alsoTo = createLogReporter((entry) => logged.push(entry));
    const reporter = createSentryReporter({ dsn, release: '1.2.3', environment: 'test', alsoTo });
    const crash = Object.assign(new TypeError('no patient +919812345678 <a@b.example>'), {
      query: 'select secret',
    });
    reporter.report(crash, { where: 'http', requestId: 'req-1', route: '/api/v1/me' });
    await reporter.close(5_000);
    const sent = received.join('\n');
    expect(sent).toContain('"TypeError"');
    expect(sent).toContain('"request_id":"req-1"');
    expect(sent).toContain('1.2.3');
    expect(sent).toContain('sentry-reporter.int.test.ts');
    for (const secret of ['+919812345678', 'a@b.example', 'select secret', 'server_name']) {
      expect(sent).not.toContain(secret);
    }
    expect(logged).toMatchObject([{ where: 'http', requestId: 'req-1' }]);
  });

  test('a service that is gone disturbs nobody', async () => {
    const reporter = createSentryReporter({
      dsn: 'http://public@127.0.0.1:1/1',
      release: '1',
      environment: 'test',
      alsoTo: createLogReporter(() => undefined),
    });
    expect(() => reporter.report(new Error('x'), { where: 'process' })).not.toThrow();
    await reporter.close(2_000);
  });
});
