import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Handler } from 'hono';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** Serves named files of one folder, each read at start: no path is taken from a request. */
export function publicFiles(folder: string): (file: string) => Handler {
  return (file) => {
    const content = readFileSync(join(folder, file));
    const type = types[extname(file)] ?? 'application/octet-stream';
    return (c) =>
      c.body(new Uint8Array(content), 200, {
        'content-type': type,
        'cache-control': 'no-store',
        'cross-origin-resource-policy': 'cross-origin',
      });
  };
}
