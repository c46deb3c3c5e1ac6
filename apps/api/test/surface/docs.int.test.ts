import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { send } from '../support/http-client.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

describe('the API documentation', () => {
  test('is the committed document, with this installation as its server', async () => {
    const committed = JSON.parse(
      readFileSync(createRequire(import.meta.url).resolve('@holdfast/contract/openapi.json'), 'utf8'),
    );
    const served = (await send(rig.url, 'GET', '/api/openapi.json')).json;
    expect(served).toEqual({ ...committed, servers: [{ url: 'http://holdfast.test/api/v1' }] });
  });

  test('has a page with every operation and type, and without scripts', async () => {
    const page = await send(rig.url, 'GET', '/api/docs');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.text).not.toContain('<script');
    const document = (await send(rig.url, 'GET', '/api/openapi.json')).json;
    for (const path of Object.keys(document?.paths ?? {}))
      expect(page.text).toContain(`<code>${path}</code>`);
    for (const name of Object.keys(document?.components?.schemas ?? {}))
      expect(page.text).toContain(`id="${name}"`);
  });

  test('never loads the generator and its library, which switch on coercion in shared schemas', () => {
    const composition = new URL('../../src/composition.ts', import.meta.url).href;
    const watch = `import { registerHooks } from 'node:module';
      let seen = 0;
      registerHooks({ resolve(specifier, context, next) {
        const found = next(specifier, context);
        seen += 1;
        if (/trpc-to-openapi|zod-openapi|openapi\\/document/.test(found.url)) console.log('LOADED ' + found.url);
        return found;
      } });
      await import(${JSON.stringify(composition)});
      console.log('SEEN ' + (seen > 100));`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', watch], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      encoding: 'utf8',
    });
    expect(run.stdout).toContain('SEEN true');
    expect(run.stdout).not.toContain('LOADED');
  });
});
