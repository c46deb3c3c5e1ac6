import {
  auditOverview,
  rowsOfSeal,
  type Seal,
  type SealedRow,
  sealsOf,
} from '@holdfast/db/repos/audit-seals.repo';
import { genesis, rowHash, sealHash } from '../../domain/audit/chain.ts';
import { asSystem, type Tx, type UseCaseDeps } from '../../usecase.ts';

export interface AuditVerdict {
  readonly clinicId: string;
  readonly seals: number;
  /** The first broken seal, with its first bad row if a row is the cause; null when the chain is intact. */
  readonly broken: {
    readonly seq: number;
    readonly firstAuditId: number | null;
    readonly why: string;
  } | null;
  /** Rows that have waited for a seal for over 60 s. */
  readonly unsealed: number;
}

/** The first row that differs from what was sealed. */
function firstBadRow(rows: readonly SealedRow[]): { id: number; why: string } | null {
  for (const { auditId, rowHash: kept, row } of rows) {
    if (row === null) return { id: auditId, why: 'the row is missing' };
    if (kept === null || !rowHash(row).equals(kept)) return { id: auditId, why: 'the row was changed' };
  }
  return null;
}

async function judgeSeal(tx: Tx, clinicId: string, seal: Seal, previous: Buffer, expectedSeq: number) {
  const bad = (why: string, firstAuditId: number | null = null) => ({ seq: seal.seq, firstAuditId, why });
  if (seal.seq !== expectedSeq) return bad(`seal ${expectedSeq} is missing`);
  if (!seal.previousHash.equals(previous)) return bad('it does not continue the seal before it');
  const rows = await rowsOfSeal(tx, clinicId, seal.seq);
  const badRow = firstBadRow(rows);
  if (badRow) return bad(badRow.why, badRow.id);
  if (rows.length !== seal.rowCount) return bad(`${rows.length} rows instead of ${seal.rowCount}`);
  const hashes = rows.flatMap((row) => row.rowHash ?? []);
  return sealHash(previous, hashes).equals(seal.hash) ? null : bad('the seal does not fit its rows');
}

/** Recomputes every chain from its beginning. Reads only. */
export function createVerifyAudit(deps: Pick<UseCaseDeps, 'tx'>) {
  async function verify(tx: Tx, clinicId: string, unsealed: number): Promise<AuditVerdict> {
    const seals = await sealsOf(tx, clinicId);
    let previous: Buffer = genesis;
    for (const [index, seal] of seals.entries()) {
      const broken = await judgeSeal(tx, clinicId, seal, previous, index + 1);
      if (broken) return { clinicId, seals: seals.length, broken, unsealed };
      previous = seal.hash;
    }
    return { clinicId, seals: seals.length, broken: null, unsealed };
  }

  return async (): Promise<AuditVerdict[]> => {
    const overview = await asSystem(deps, 'system:sealer', 'verify-audit', auditOverview);
    const verdicts: AuditVerdict[] = [];
    for (const { clinicId, unsealed } of overview) {
      verdicts.push(
        await asSystem(deps, 'system:sealer', 'verify-audit', (tx) => verify(tx, clinicId, unsealed)),
      );
    }
    return verdicts;
  };
}
