import { createHash } from 'node:crypto';
import { RowId } from '@holdfast/contract/list';
import { plainText } from '@holdfast/contract/text';
import { Instant } from '@holdfast/contract/time';
import { canonicalJson } from './canonical-json.ts';

/** What the rows of a list are ordered by, before their id. */
export type KeyForm = 'instant' | 'text';

/** The last row of a page: its sort key at full precision, and its id. */
export interface ListPosition {
  readonly key: string;
  readonly id: string;
}

/** Names a list with everything that chooses and orders its rows: a cursor of one is refused by another. */
export function listFingerprint(procedureId: string, filters: Readonly<Record<string, unknown>>): string {
  return createHash('sha256')
    .update(canonicalJson([procedureId, filters]))
    .digest('base64url')
    .slice(0, 16);
}

export function formatListCursor(fingerprint: string, { key, id }: ListPosition): string {
  return Buffer.from(JSON.stringify([fingerprint, key, id])).toString('base64url');
}

/** A forged key is refused here, before the database compares with it. */
const keyForms = { instant: Instant, text: plainText() } as const;

function decoded(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

/** Null for anything that this list cannot have given out. */
export function parseListCursor(text: string, fingerprint: string, form: KeyForm): ListPosition | null {
  const content = decoded(text);
  if (!Array.isArray(content) || content.length !== 3 || content[0] !== fingerprint) return null;
  const key = keyForms[form].safeParse(content[1]);
  const id = RowId.safeParse(content[2]);
  return key.success && id.success ? { key: key.data, id: id.data } : null;
}
