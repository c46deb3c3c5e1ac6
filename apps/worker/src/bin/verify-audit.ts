import { createVerifyAudit } from '@holdfast/core/usecases/audit/verify-audit';
import { compose } from '../composition.ts';
import { readEnv } from '../env.ts';

const parts = compose(readEnv(process.env));
const verdicts = await createVerifyAudit({ tx: parts.tx })();
for (const { clinicId, seals, broken, unsealed } of verdicts) {
  const row = broken?.firstAuditId == null ? '' : `, first at row ${broken.firstAuditId}`;
  const chain = broken ? `BROKEN at seal ${broken.seq}${row}: ${broken.why}` : `${seals} seals hold`;
  console.log(`${clinicId}  ${chain}${unsealed > 0 ? `, ${unsealed} rows unsealed for over 60 s` : ''}`);
}
await parts.close();
process.exitCode = verdicts.some((verdict) => verdict.broken !== null || verdict.unsealed > 0) ? 1 : 0;
