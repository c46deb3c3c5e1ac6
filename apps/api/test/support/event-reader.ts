export interface ReadEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown> | null;
}

export interface EventReader {
  /** The next event; fails when none comes within ten seconds. */
  readonly next: () => Promise<ReadEvent>;
  /** Events up to and including the one that matches. */
  readonly collect: (fits: (event: ReadEvent) => boolean) => Promise<ReadEvent[]>;
  /** True once the server has closed the stream. */
  readonly ended: () => Promise<boolean>;
  readonly close: () => Promise<void>;
}

function parseFrame(frame: string): ReadEvent | null {
  const fields = new Map<string, string>();
  for (const line of frame.split('\n')) {
    const split = line.indexOf(': ');
    if (split > 0) fields.set(line.slice(0, split), line.slice(split + 2));
  }
  const event = fields.get('event');
  if (event === undefined) return null; // a comment or the retry hint
  return { id: fields.get('id') ?? '', event, data: JSON.parse(fields.get('data') ?? 'null') };
}

/** Reads server-sent events the way a browser does, one at a time. */
export async function openEvents(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<EventReader> {
  const response = await fetch(url, { headers });
  if (!response.ok || !response.body) throw new Error(`${response.status} ${await response.text()}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  let isOver = false;

  async function readMore(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no event came; so far: ${buffer}`)), 10_000);
    });
    const chunk = await Promise.race([reader.read(), late]).finally(() => clearTimeout(timer));
    isOver = chunk.done;
    buffer += chunk.value ?? '';
  }

  async function next(): Promise<ReadEvent> {
    for (;;) {
      const end = buffer.indexOf('\n\n');
      if (end < 0) {
        if (isOver) throw new Error('the stream is over');
        await readMore();
        continue;
      }
      const event = parseFrame(buffer.slice(0, end));
      buffer = buffer.slice(end + 2);
      if (event) return event;
    }
  }

  return {
    next,
    collect: async (fits) => {
      const seen: ReadEvent[] = [];
      for (;;) {
        const event = await next();
        seen.push(event);
        if (fits(event)) return seen;
      }
    },
    ended: async () => {
      while (!isOver) await readMore();
      return true;
    },
    close: () => reader.cancel(),
  };
}
