import { clinicsToSeal, insertSeal, lastSeal, unsealedRows } from '@holdfast/db/repos/audit-seals.repo';
import { genesis, rowHash, sealHash } from '../../domain/audit/chain.ts';
import { asSystem, type UseCaseDeps } from '../../usecase.ts';

const batch = 500;
const requestId = 'seal-audit';

/**
 * Seals unsealed rows, clinic by clinic, in batches. Rows that commit late go into a later seal: the chain follows the
 * order of sealing, and no row is left out.
 */
export function createSealAudit(deps: Pick<UseCaseDeps, 'tx'>) {
  async function sealClinic(clinicId: string): Promise<number> {
    return asSystem(deps, 'system:sealer', requestId, async (tx) => {
      const rows = await unsealedRows(tx, clinicId, batch);
      if (rows.length === 0) return 0;
      const last = await lastSeal(tx, clinicId);
      const previousHash = last?.hash ?? genesis;
      const sealed = rows.map((row) => ({ auditId: row.id, rowHash: rowHash(row) }));
      const seal = {
        seq: (last?.seq ?? 0) + 1,
        previousHash,
        hash: sealHash(
          previousHash,
          sealed.map((row) => row.rowHash),
        ),
        rowCount: rows.length,
      };
      await insertSeal(tx, clinicId, seal, sealed);
      return rows.length;
    });
  }

  return async (signal: AbortSignal): Promise<number> => {
    const clinicIds = await asSystem(deps, 'system:sealer', requestId, clinicsToSeal);
    let full = 0;
    for (const clinicId of clinicIds) {
      if (signal.aborted) break;
      if ((await sealClinic(clinicId)) === batch) full += 1;
    }
    return full;
  };
}
