import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Book, BookSnapshot } from './book.ts';
import type { Clock } from './clock.ts';
import { type EarlierSnapshot, upgradeSnapshot } from './upgrade-snapshot.ts';

const flushSoonMs = 100;

const snapshotShape = z.object({
  version: z.union([z.literal(1), z.literal(2)]),
  orders: z.array(z.unknown()),
  payments: z.array(z.unknown()),
  refunds: z.array(z.unknown()),
  captures: z.array(z.unknown()),
  calls: z.array(z.unknown()),
  events: z.array(z.unknown()),
  due: z.array(z.unknown()),
});

function readSnapshot(path: string): BookSnapshot | null {
  if (!existsSync(path)) return null;
  const text = readFileSync(path, 'utf8');
  try {
    const parsed: BookSnapshot | EarlierSnapshot = JSON.parse(text);
    snapshotShape.parse(parsed);
    // The file is our own and its outline was validated; the records inside are trusted.
    return upgradeSnapshot(parsed);
  } catch {
    renameSync(path, `${path}.unreadable`);
    writeFileSync(
      `${path}.unreadable.txt`,
      'This file could not be read; the sandbox started with an empty book.\n',
    );
    return null;
  }
}

export interface BookFile {
  readonly load: () => void;
  /** Resolves when everything recorded so far is on disk; concurrent calls share one write. */
  readonly flush: () => Promise<void>;
  /** Writes the final state; later changes are not saved, and the next start treats them as not yet done. */
  readonly close: () => Promise<void>;
}

/** Keeps the book in one JSON file, replaced atomically by a rename, so that a reader never sees half of it. */
export function createBookFile(book: Book, clock: Clock, path: string): BookFile {
  mkdirSync(dirname(path), { recursive: true });
  let dirty = false;
  let closed = false;
  let soon: NodeJS.Timeout | null = null;
  let writing: Promise<void> | null = null;

  async function write(): Promise<void> {
    dirty = false;
    const draft = `${path}.new`;
    await writeFile(draft, JSON.stringify(book.snapshot(clock.aheadMs())));
    await rename(draft, path);
  }

  async function flush(): Promise<void> {
    while (dirty || writing !== null) {
      writing ??= write().finally(() => {
        writing = null;
      });
      await writing;
    }
  }

  /** Changes without a request (late money, deliveries) are saved shortly after. */
  function flushSoon(): void {
    if (soon !== null || closed) return;
    soon = setTimeout(() => {
      soon = null;
      void flush();
    }, flushSoonMs);
    soon.unref();
  }

  return {
    flush,
    load: () => {
      const snapshot = readSnapshot(path);
      if (snapshot !== null) {
        clock.notBefore(snapshot.clockAheadMs);
        book.restore(snapshot);
      }
      book.whenChanged(() => {
        dirty = true;
        flushSoon();
      });
    },
    close: async () => {
      closed = true;
      if (soon !== null) clearTimeout(soon);
      await flush();
    },
  };
}
