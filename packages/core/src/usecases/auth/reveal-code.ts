import { revealCode as procedure } from '@holdfast/contract/auth/auth.procedures';
import { toInstant } from '@holdfast/contract/time';
import { openChallenge } from '@holdfast/db/repos/accounts.repo';
import { go } from '../../decision.ts';
import { codeOf } from '../../domain/auth/one-time-code.ts';
import { defineCommand } from '../../usecase.ts';
import type { AuthDeps } from './auth-deps.ts';

/** The desk reads a code to somebody who stands before it; who asked for whose is in the audit. */
export function revealCode(deps: AuthDeps) {
  return defineCommand({
    procedure,
    place: (input) => ({ clinicId: input.clinicId }),
    load: ({ tx, input }) => openChallenge(tx, input.clinicId, input.phone),
    decide: (challenge) => go(challenge),
    write: async () => true,
    auditedId: (challenge) => challenge.id,
    answer: (challenge) => ({
      code: codeOf(deps.otpSecret, challenge.id),
      expiresAt: toInstant(challenge.expires_at),
    }),
  })(deps);
}
