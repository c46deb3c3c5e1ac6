import { sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';

/** A place in the feed. Transaction ids are 64 bit: they travel as text. */
export interface FeedPosition {
  readonly xid: string;
  readonly id: number;
}

export interface FeedRow extends FeedPosition {
  readonly clinicId: string;
  readonly subject: 'booking' | 'payment' | 'message';
  readonly subjectId: string;
  readonly version: number;
  readonly state: string;
}

/**
 * What the caller may see after a position, in commit-safe order: only transactions older than the oldest running one
 * are read, so that no row can appear behind the cursor later.
 */
export async function readFeed(
  tx: Tx,
  after: FeedPosition,
  clinicId: string | null,
  limit: number,
): Promise<FeedRow[]> {
  const { rows } = await sql<FeedRow>`
    select xid::text as xid, id, clinic_id as "clinicId", subject, subject_id as "subjectId", version, state
    from feed
    where (xid, id) > (${after.xid}::xid8, ${after.id}::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
      and (${clinicId}::uuid is null or clinic_id = ${clinicId}::uuid)
    order by xid, id limit ${limit}`.execute(tx);
  return rows;
}

export interface FeedEdge {
  /** Identifies this cluster and database: a cursor of another one is not valid here. */
  readonly cluster: string;
  /** Everything below is complete. */
  readonly xmin: string;
  /** Oldest row still kept, null when the feed is empty. */
  readonly oldestXid: string | null;
  readonly oldestId: number | null;
  /** True when there is a row between `since` and `xmin`. */
  readonly hasNews: boolean;
}

/** Both ends of the feed, for the one poller of a process. */
export async function readFeedEdge(tx: Tx, since: string): Promise<FeedEdge> {
  const { rows } = await sql<FeedEdge>`
    select (select system_identifier::text from pg_control_system()) || '-' ||
        (select oid::text from pg_database where datname = current_database()) as cluster,
      pg_snapshot_xmin(pg_current_snapshot())::text as xmin,
      o.xid::text as "oldestXid", o.id as "oldestId",
      exists (
        select 1 from feed where xid >= ${since}::xid8 and xid < pg_snapshot_xmin(pg_current_snapshot())
      ) as "hasNews"
    from (select 1) one left join lateral (select xid, id from feed order by xid, id limit 1) o on true`.execute(
    tx,
  );
  const edge = rows[0];
  if (!edge) throw new Error('the feed told no edge');
  return edge;
}
