import type { requestCode as procedure } from '@holdfast/contract/auth/auth.procedures';
import { AppError } from '@holdfast/contract/errors';
import { serviceTerms } from '@holdfast/contract/service-terms';
import { toInstant } from '@holdfast/contract/time';
import type { UseCase } from '@holdfast/contract/use-cases';
import { insertChallenge, insertCodeMessage } from '@holdfast/db/repos/accounts.repo';
import { findClinic } from '@holdfast/db/repos/schedule.repo';
import { codeHash, codeOf } from '../../domain/auth/one-time-code.ts';
import { asSystem } from '../../usecase.ts';
import type { AuthDeps } from './auth-deps.ts';

/** Makes a challenge and its message in one commit. Says the same for a known and an unknown phone. */
export function requestCode(deps: AuthDeps): UseCase<typeof procedure> {
  return async (context, input) => {
    const id = deps.ids.next();
    const challenge = {
      clinicId: input.clinicId,
      id,
      phone: input.phone,
      locale: input.locale,
      codeHash: codeHash(id, codeOf(deps.otpSecret, id)),
      ttlSeconds: serviceTerms.codeValidMinutes * 60,
    };
    const expiresAt = await asSystem(deps, 'system:auth', context.requestId, async (tx) => {
      if (!(await findClinic(tx, input.clinicId))) throw new AppError('NOT_FOUND', { internal: 'clinic' });
      const expires = await insertChallenge(tx, challenge);
      await insertCodeMessage(tx, challenge);
      return expires;
    });
    deps.nudge('messages');
    return { challengeId: id, expiresAt: toInstant(expiresAt), channel: 'whatsapp' };
  };
}
