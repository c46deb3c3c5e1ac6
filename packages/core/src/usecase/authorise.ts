import type { Access } from '@holdfast/contract/auth/access';
import { mayWith } from '@holdfast/contract/auth/capabilities';
import { AppError } from '@holdfast/contract/errors';
import type { LiveActor, TxPlace } from '@holdfast/db/tenant-tx';

type ClinicAccess = Extract<Access, { kind: 'clinic' }>;

/** FORBIDDEN for staff who may see the subject; for others it does not exist. */
function refusalInClinic(access: ClinicAccess, live: LiveActor, place: TxPlace): AppError {
  const isSubject = place !== null && 'subject' in place;
  const maySee = access.own === 'no' ? live.roles.length > 0 : mayWith(live.roles, 'bookings.read');
  const internal = `${access.capability} with ${live.roles.join(', ') || 'no role'}`;
  return new AppError(isSubject && !maySee ? 'NOT_FOUND' : 'FORBIDDEN', { internal });
}

/** Whether the actor may call, without saying why not. */
export function mayCall(access: Access, live: LiveActor): boolean {
  if (access.kind === 'public') return true;
  if (live.status !== 'active') return false;
  if (access.kind === 'user') return true;
  if (access.kind === 'operator') return live.isOperator;
  if (live.clinicId === null) return false;
  const isOwn = access.own === 'self' || (access.own === 'subject' && live.ownsSubject);
  return isOwn || mayWith(live.roles, access.capability);
}

/** Why the actor may not call, or null. Without access to a subject it is NOT_FOUND, so that ids cannot be probed. */
export function accessRefusal(access: Access, live: LiveActor, place: TxPlace): AppError | null {
  if (mayCall(access, live)) return null;
  if (live.status === 'logged_out') return new AppError('UNAUTHENTICATED', { internal: 'logged out' });
  if (live.status !== 'active') return new AppError('ACCOUNT_SUSPENDED');
  if (access.kind !== 'clinic') return new AppError('FORBIDDEN', { internal: 'operator only' });
  if (live.clinicId === null) return new AppError('NOT_FOUND', { internal: 'no such place' });
  return refusalInClinic(access, live, place);
}

export function authorise(access: Access, live: LiveActor, place: TxPlace): void {
  const refusal = accessRefusal(access, live, place);
  if (refusal) throw refusal;
}
