import { revealCode as procedure } from '@holdfast/contract/auth/auth.procedures';
import { toInstant } from '@holdfast/contract/time';
import { openChallenge } from '@holdfast/db/repos/accounts.repo';
import { codeOf } from '../../domain/auth/one-time-code.ts';
import { defineAuditedRead } from '../../usecase/define-audited-read.ts';
import type { AuthDeps } from './auth-deps.ts';

/** The desk reads a code to a patient who is present; the audit records who saw whose code. */
export function revealCode(deps: AuthDeps) {
  return defineAuditedRead({
    procedure,
    place: (input) => ({ clinicId: input.clinicId }),
    read: (tx, input) => openChallenge(tx, input.clinicId, input.phone),
    subjectOf: (challenge) => challenge.id,
    answer: (challenge) => ({
      code: codeOf(deps.otpSecret, challenge.id),
      expiresAt: toInstant(challenge.expires_at),
    }),
  })(deps);
}
