import type { FeedEvent, FeedMessage } from '@holdfast/contract/realtime/realtime.procedures';
import { type Showing, shownBy } from '@holdfast/contract/realtime/shown-by';
import type { Query, QueryClient } from '@tanstack/react-query';

function pathOf(query: Query): string {
  const [path] = query.queryKey;
  return Array.isArray(path) ? path.join('.') : '';
}

const showings: ReadonlyMap<string, Showing> = new Map(Object.entries(shownBy));

function showingOf(path: string): Showing | undefined {
  return showings.get(path);
}

type Known = 'absent' | 'older' | 'current';

/** Whether a value shows the subject, and whether in that version or a later one. */
function knownVersion(value: unknown, event: FeedEvent): Known {
  if (typeof value !== 'object' || value === null) return 'absent';
  if ('id' in value && value.id === event.subjectId) {
    return 'version' in value && typeof value.version === 'number' && value.version >= event.version
      ? 'current'
      : 'older';
  }
  // A payment inside a booking carries no version of its own.
  if ('paymentId' in value && value.paymentId === event.subjectId) return 'older';
  const found = Object.values(value).map((item) => knownVersion(item, event));
  return found.find((known) => known !== 'absent') ?? 'absent';
}

function namesSubject(query: Query, event: FeedEvent): boolean {
  return JSON.stringify(query.queryKey[1] ?? null).includes(event.subjectId);
}

/** True where a query must be read again because of the change. */
export function isConcerned(query: Query, event: FeedEvent): boolean {
  const shows = showingOf(pathOf(query));
  if (!shows?.subjects.includes(event.subject)) return false;
  const known = knownVersion(query.state.data, event);
  if (known === 'current') return false;
  return known === 'older' || shows.gainsRows || namesSubject(query, event);
}

export interface ChangeApplier {
  readonly apply: (message: FeedMessage) => void;
  readonly stop: () => void;
}

const gatherMs = 150;

/**
 * Invalidates queries after changes. Changes are batched briefly, and a read that was already in flight may
 * have missed them: it is awaited, then repeated.
 */
export function createChangeApplier(client: QueryClient): ChangeApplier {
  const waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | null = null;

  function flush(): void {
    timer = null;
    for (const hash of [...waiting]) {
      const query = client.getQueryCache().get(hash);
      if (query?.state.fetchStatus === 'fetching') continue;
      waiting.delete(hash);
      if (query) void client.invalidateQueries({ queryKey: query.queryKey, exact: true });
    }
    if (waiting.size > 0) schedule();
  }

  function schedule(): void {
    timer ??= setTimeout(flush, gatherMs);
  }

  function wait(isWanted: (query: Query) => boolean): void {
    for (const query of client.getQueryCache().getAll()) if (isWanted(query)) waiting.add(query.queryHash);
    if (waiting.size > 0) schedule();
  }

  return {
    apply: (message) => {
      if (message.type === 'resync') wait(() => true);
      else wait((query) => isConcerned(query, message.event));
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
      waiting.clear();
    },
  };
}
