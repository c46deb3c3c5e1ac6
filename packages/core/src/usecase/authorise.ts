import type { Access } from '@holdfast/contract/auth/roles';
import { AppError } from '@holdfast/contract/errors';
import type { LiveActor, TxPlace } from '@holdfast/db/tenant-tx';

/**
 * Refuses who may not call. A stranger to a clinic gets NOT_FOUND for its subjects, so that ids cannot be probed.
 * Where 'patient' is among the roles every active account passes here: row-level security and the verb decide
 * on the rows.
 */
export function authorise(access: Access, live: LiveActor, place: TxPlace): void {
  if (access.kind === 'public') return;
  if (live.status !== 'active') throw new AppError('ACCOUNT_SUSPENDED');
  if (access.kind === 'user') return;
  if (access.kind === 'operator') {
    if (!live.isOperator) throw new AppError('FORBIDDEN', { internal: 'operator only' });
    return;
  }
  if (live.clinicId === null || live.role === null)
    throw new AppError('NOT_FOUND', { internal: 'no such place' });
  const { roles } = access;
  if (roles.some((role) => role === live.role || role === 'patient')) return;
  const isStranger = live.role === 'patient' && place !== null && 'subject' in place;
  throw new AppError(isStranger ? 'NOT_FOUND' : 'FORBIDDEN', { internal: `role ${live.role}` });
}
