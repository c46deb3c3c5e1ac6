/** A client's position in the feed: `<cluster>.<xid>.<id>`; opaque to clients. */
export interface FeedCursor {
  readonly cluster: string;
  readonly xid: string;
  readonly id: number;
}

const form = /^([0-9]{1,20}-[0-9]{1,10})\.([0-9]{1,20})\.(-?[0-9]{1,15})$/;

export function formatCursor(cursor: FeedCursor): string {
  return `${cursor.cluster}.${cursor.xid}.${cursor.id}`;
}

/** Null for any text that we cannot have issued. */
export function parseCursor(text: string): FeedCursor | null {
  const match = form.exec(text);
  const [, cluster, xid, id] = match ?? [];
  if (cluster === undefined || xid === undefined || id === undefined) return null;
  if (BigInt(xid) >= 2n ** 63n) return null;
  return { cluster, xid, id: Number(id) };
}

export interface FeedBounds {
  readonly cluster: string;
  readonly xmin: string;
  readonly oldestXid: string | null;
  readonly oldestId: number | null;
}

/**
 * True when every change after the cursor is certainly still in the feed. False for a cursor of another cluster, from
 * the future or from before the pruned part: the client then refetches, so that it misses nothing.
 */
export function canResume(cursor: FeedCursor, bounds: FeedBounds): boolean {
  if (cursor.cluster !== bounds.cluster) return false;
  if (BigInt(cursor.xid) > BigInt(bounds.xmin)) return false;
  if (bounds.oldestXid === null || bounds.oldestId === null)
    return BigInt(cursor.xid) === BigInt(bounds.xmin);
  const nothingPruned = bounds.oldestId === 1;
  return nothingPruned || BigInt(cursor.xid) >= BigInt(bounds.oldestXid);
}
