import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};
const compressible = new Set(['.html', '.js', '.css', '.json', '.webmanifest', '.svg', '.txt']);
const smallestWorthBytes = 1024;

export type Encoding = 'br' | 'gzip';

export interface WebFile {
  readonly type: string;
  readonly bytes: Buffer<ArrayBuffer>;
  readonly etag: string;
  /** The name changes with the content, so it may be cached forever. */
  readonly isImmutable: boolean;
  /** Compressed once, on first use; null where it does not pay. */
  readonly encoded: (encoding: Encoding) => Promise<Buffer<ArrayBuffer> | null>;
}

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

function compress(bytes: Buffer, encoding: Encoding): Promise<Buffer<ArrayBuffer>> {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 7 } };
  const compressed = encoding === 'br' ? brotli(bytes, quality) : zip(bytes);
  return compressed.then((result) => Buffer.from(result));
}

function toFile(root: string, path: string): WebFile {
  const extension = extname(path);
  const bytes = readFileSync(join(root, path));
  const done = new Map<Encoding, Promise<Buffer<ArrayBuffer>>>();
  const isWorthIt = compressible.has(extension) && bytes.byteLength >= smallestWorthBytes;
  return {
    type: types[extension] ?? 'application/octet-stream',
    bytes,
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    isImmutable: path.startsWith(`assets${sep}`),
    encoded: async (encoding) => {
      if (!isWorthIt) return null;
      const started = done.get(encoding) ?? compress(bytes, encoding);
      done.set(encoding, started);
      return started;
    },
  };
}

export interface WebFiles {
  readonly find: (path: string) => WebFile | undefined;
  /** The page itself, for every path that is not a file. */
  readonly page: () => WebFile | undefined;
}

/**
 * The built web app in memory, by path: only files of the folder can be requested. Reloaded after a new build of the
 * page.
 */
export function createWebFiles(root: string): WebFiles {
  let files = new Map<string, WebFile>();
  let builtAt = 0;

  function refresh(): void {
    const changedAt = statSync(join(root, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (changedAt === builtAt) return;
    const entries = changedAt === 0 ? [] : readdirSync(root, { recursive: true, withFileTypes: true });
    files = new Map(
      entries
        .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !entry.name.endsWith('.map'))
        .map((entry) => relative(root, join(entry.parentPath, entry.name)))
        .map((path) => [`/${path.split(sep).join('/')}`, toFile(root, path)]),
    );
    builtAt = changedAt;
  }

  return {
    find: (path) => files.get(path),
    page: () => {
      refresh();
      return files.get('/index.html');
    },
  };
}
