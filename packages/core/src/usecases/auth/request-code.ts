import { requestCode as procedure } from '@holdfast/contract/auth/auth.procedures';
import { AppError } from '@holdfast/contract/errors';
import { serviceTerms } from '@holdfast/contract/service-terms';
import { toInstant } from '@holdfast/contract/time';
import { insertChallenge, insertCodeMessage, voidChallenges } from '@holdfast/db/repos/accounts.repo';
import { findClinic } from '@holdfast/db/repos/schedule.repo';
import { go } from '../../decision.ts';
import { codeHash, codeOf } from '../../domain/auth/one-time-code.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import type { AuthDeps } from './auth-deps.ts';

/** Creates a challenge and its message in one commit. The response is the same for a known and an unknown phone. */
export function requestCode(deps: AuthDeps) {
  return defineCommand({
    procedure,
    place: (input) => ({ clinicId: input.clinicId }),
    as: 'system:auth',
    load: ({ tx, input }) => findClinic(tx, input.clinicId),
    decide: () => go(null),
    write: async ({ tx, input, subjectId }) => {
      const challenge = {
        ...input,
        id: subjectId,
        codeHash: codeHash(deps.otpSecret, subjectId, codeOf(deps.otpSecret, subjectId)),
        ttlSeconds: serviceTerms.codeValidMinutes * 60,
      };
      await voidChallenges(tx, input.phone);
      const expiresAt = await insertChallenge(tx, challenge);
      await insertCodeMessage(tx, challenge);
      return { challengeId: subjectId, expiresAt: toInstant(expiresAt), channel: 'whatsapp' as const };
    },
    answer: (challenge) => {
      if (challenge === null) throw new AppError('INTERNAL', { internal: 'a code without a challenge' });
      return challenge;
    },
    wakes: ['messages'],
  })(deps);
}
