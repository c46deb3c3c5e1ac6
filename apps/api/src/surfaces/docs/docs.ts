import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { OpenApiDocument } from '@holdfast/contract/openapi/open-api.types';
import { Hono } from 'hono';
import type { ApiEnv } from '../../request/api-env.ts';
import { apiPrefix } from '../../request/api-prefix.ts';
import { docsPage } from './docs-page.ts';

/** The committed document: the generator never runs in this process. */
function readDocument(publicUrl: URL): OpenApiDocument {
  const path = createRequire(import.meta.url).resolve('@holdfast/contract/openapi.json');
  const document: OpenApiDocument = JSON.parse(readFileSync(path, 'utf8'));
  return { ...document, servers: [{ url: new URL(apiPrefix, publicUrl).href }] };
}

export function docsRoutes(publicUrl: URL): Hono<ApiEnv> {
  const document = readDocument(publicUrl);
  const page = docsPage(document);
  const text = JSON.stringify(document);
  const routes = new Hono<ApiEnv>();
  routes.get('/openapi.json', (c) => {
    c.set('route', '/api/openapi.json');
    return c.body(text, 200, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-cache',
    });
  });
  routes.get('/docs', async (c) => {
    c.set('route', '/api/docs');
    c.header('cache-control', 'no-cache');
    return c.html(await page);
  });
  return routes;
}
