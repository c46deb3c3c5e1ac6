import { loggedIn } from '@holdfast/contract/auth/access';
import type { RequestContext } from '@holdfast/contract/context';
import { AppError } from '@holdfast/contract/errors';
import type { FeedMessage } from '@holdfast/contract/realtime/realtime.procedures';
import type { FollowFeed } from '@holdfast/contract/use-cases';
import { type FeedRow, readFeed } from '@holdfast/db/repos/feed.repo';
import { canResume, type FeedCursor, formatCursor, parseCursor } from '../../domain/feed-cursor.ts';
import { asCaller, type UseCaseDeps } from '../../usecase.ts';
import type { FeedHub } from './feed-hub.ts';

export interface FollowDeps {
  readonly tx: UseCaseDeps['tx'];
  readonly hub: FeedHub;
  /** How often an idle stream re-checks whether its user is suspended. */
  readonly recheckMs: number;
}

const batch = 200;

function toMessage(cluster: string, row: FeedRow): FeedMessage {
  const { clinicId, subject, subjectId, version, state } = row;
  const event = {
    cursor: formatCursor({ cluster, xid: row.xid, id: row.id }),
    clinicId,
    subject,
    subjectId,
    version,
    state,
  };
  return { type: 'change', event: event as Extract<FeedMessage, { type: 'change' }>['event'] };
}

function remainingMs(context: RequestContext): number {
  return context.tokenExpiresAt === null
    ? Number.POSITIVE_INFINITY
    : context.tokenExpiresAt.getTime() - Date.now();
}

/** Where to begin, and whether the client must refetch because its cursor is no longer valid. */
async function startOf(
  deps: FollowDeps,
  text: string | undefined,
): Promise<{ cursor: FeedCursor; mustResync: boolean }> {
  const edge = await deps.hub.edge();
  const asked = text === undefined ? null : parseCursor(text);
  if (asked && canResume(asked, edge)) return { cursor: asked, mustResync: false };
  return { cursor: { cluster: edge.cluster, xid: edge.xmin, id: -1 }, mustResync: true };
}

/**
 * Changes in order, exactly once per cursor. The stream ends with its token, with its user's suspension (checked
 * before each batch and every `recheckMs`), and with the process.
 */
export function createFollowFeed(deps: FollowDeps): FollowFeed {
  return async function* follow(context, input, signal) {
    const read = (cursor: FeedCursor) =>
      asCaller(deps, context, { access: loggedIn }, null, (tx) =>
        readFeed(tx, cursor, input.clinicId ?? null, batch),
      );
    let { cursor, mustResync } = await startOf(deps, input.cursor);
    if (mustResync) {
      await read(cursor);
      yield { type: 'resync', cursor: formatCursor(cursor) };
    }
    while (!signal.aborted && !deps.hub.isStopped()) {
      if (remainingMs(context) <= 0) throw new AppError('TOKEN_EXPIRED');
      const noticed = deps.hub.noticed();
      const rows = await read(cursor);
      for (const row of rows) {
        if (signal.aborted) return;
        yield toMessage(cursor.cluster, row);
        cursor = { cluster: cursor.cluster, xid: row.xid, id: row.id };
      }
      const patienceMs = Math.min(deps.recheckMs, Math.max(remainingMs(context), 0));
      if (rows.length < batch) await deps.hub.wait(noticed, patienceMs, signal);
    }
  };
}
