import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Book, BookSnapshot } from './book.ts';

const flushSoonMs = 100;

const snapshotShape = z.object({
  version: z.literal(1),
  orders: z.array(z.unknown()),
  payments: z.array(z.unknown()),
  refunds: z.array(z.unknown()),
  captures: z.array(z.unknown()),
  calls: z.array(z.unknown()),
  events: z.array(z.unknown()),
  due: z.array(z.unknown()),
});

/** Keeps the book in one JSON file, replaced atomically by a rename, so that a reader never sees half of it. */
export class BookFile {
  private readonly book: Book;
  private readonly path: string;
  private dirty = false;
  private closed = false;
  private soon: NodeJS.Timeout | null = null;
  private writing: Promise<void> | null = null;

  constructor(book: Book, dataDir: string) {
    mkdirSync(dataDir, { recursive: true });
    this.book = book;
    this.path = join(dataDir, 'razorpay.json');
  }

  load(): void {
    const snapshot = this.read();
    if (snapshot !== null) this.book.restore(snapshot);
    this.book.whenChanged(() => {
      this.dirty = true;
      this.flushSoon();
    });
  }

  /** Writes the final state; later changes are not saved, and the next start treats them as not yet done. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.soon !== null) clearTimeout(this.soon);
    await this.flush();
  }

  /** Changes without a request (late money, deliveries) are saved shortly after. */
  private flushSoon(): void {
    if (this.soon !== null || this.closed) return;
    this.soon = setTimeout(() => {
      this.soon = null;
      void this.flush();
    }, flushSoonMs);
    this.soon.unref();
  }

  /** Resolves when everything recorded so far is on disk; concurrent calls share one write. */
  async flush(): Promise<void> {
    while (this.dirty || this.writing !== null) {
      this.writing ??= this.write().finally(() => {
        this.writing = null;
      });
      await this.writing;
    }
  }

  private async write(): Promise<void> {
    this.dirty = false;
    const draft = `${this.path}.new`;
    await writeFile(draft, JSON.stringify(this.book.snapshot()));
    await rename(draft, this.path);
  }

  private read(): BookSnapshot | null {
    if (!existsSync(this.path)) return null;
    const text = readFileSync(this.path, 'utf8');
    try {
      const parsed: BookSnapshot = JSON.parse(text);
      snapshotShape.parse(parsed);
      // The file is our own and its outline was validated; the records inside are trusted.
      return parsed;
    } catch {
      renameSync(this.path, `${this.path}.unreadable`);
      writeFileSync(
        `${this.path}.unreadable.txt`,
        'This file could not be read; the sandbox started with an empty book.\n',
      );
      return null;
    }
  }
}
