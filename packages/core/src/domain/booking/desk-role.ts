import { deskRoles } from '@holdfast/contract/auth/roles';

/** True for those who act for the clinic, not for themselves. */
export function isDesk(role: string | null): boolean {
  return deskRoles.some((desk) => desk === role);
}
