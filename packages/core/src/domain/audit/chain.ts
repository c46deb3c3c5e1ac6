import { createHash } from 'node:crypto';

export interface ChainedRow {
  readonly clinicId: string;
  readonly id: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subjectId: string;
  readonly requestId: string | null;
  readonly reason: string | null;
  readonly details: unknown;
}

/** What the first seal of a clinic continues. */
export const genesis = Buffer.alloc(32);

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

/** One array per row, fields in a fixed order: nothing that another writer of JSON could render differently. */
function canonicalRow(row: ChainedRow): string {
  const { clinicId, id, at, actor, action, subjectId, requestId, reason, details } = row;
  return JSON.stringify([clinicId, id, at, actor, action, subjectId, requestId, reason, sorted(details)]);
}

/** SHA-256 over the previous seal's hash and the rows of this one, in order. */
export function sealHash(previous: Buffer, rows: readonly ChainedRow[]): Buffer {
  const hash = createHash('sha256').update(previous);
  for (const row of rows) hash.update(canonicalRow(row)).update('\n');
  return hash.digest();
}
