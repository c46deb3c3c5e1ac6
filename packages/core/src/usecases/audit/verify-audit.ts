import { auditOverview, rowsOfSeal, type Seal, sealsOf } from '@holdfast/db/repos/audit-seals.repo';
import { genesis, sealHash } from '../../domain/audit/chain.ts';
import { asSystem, type Tx, type UseCaseDeps } from '../../usecase.ts';

export interface AuditVerdict {
  readonly clinicId: string;
  readonly seals: number;
  /** The first seal that does not hold, with its first row; null when the chain is whole. */
  readonly broken: {
    readonly seq: number;
    readonly firstAuditId: number | null;
    readonly why: string;
  } | null;
  /** Rows that have waited for a seal for over 60 s. */
  readonly unsealed: number;
}

async function judgeSeal(tx: Tx, clinicId: string, seal: Seal, previous: Buffer, expectedSeq: number) {
  const rows = await rowsOfSeal(tx, clinicId, seal.seq);
  const firstAuditId = rows[0]?.id ?? null;
  const bad = (why: string) => ({ seq: seal.seq, firstAuditId, why });
  if (seal.seq !== expectedSeq) return bad(`seal ${expectedSeq} is missing`);
  if (!seal.previousHash.equals(previous)) return bad('it does not continue the seal before it');
  if (rows.length !== seal.rowCount) return bad(`${rows.length} rows instead of ${seal.rowCount}`);
  if (!sealHash(previous, rows).equals(seal.hash)) return bad('a row was changed');
  return null;
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
