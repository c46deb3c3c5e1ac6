import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';

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

/** The previous hash of a clinic's first seal. */
export const genesis = Buffer.alloc(32);

/** One array per row, fields in a fixed order, so that every JSON writer renders the same text. */
function canonicalRow(row: ChainedRow): string {
  const { clinicId, id, at, actor, action, subjectId, requestId, reason, details } = row;
  return canonicalJson([clinicId, id, at, actor, action, subjectId, requestId, reason, details]);
}

/** The hash that the seal stores per row, so that a change can be traced to its row. */
export function rowHash(row: ChainedRow): Buffer {
  return createHash('sha256').update(canonicalRow(row)).digest();
}

/** SHA-256 over the previous seal's hash and the hashes of this one's rows, in order. */
export function sealHash(previous: Buffer, rowHashes: readonly Buffer[]): Buffer {
  const hash = createHash('sha256').update(previous);
  for (const one of rowHashes) hash.update(one);
  return hash.digest();
}
