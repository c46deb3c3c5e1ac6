import { boardRoles, deskRoles } from '@holdfast/contract/auth/roles';

/** True for those who act for the clinic, not for themselves. */
export function isDesk(role: string | null): boolean {
  return deskRoles.some((desk) => desk === role);
}

/** True for those who see the clinic's bookings without acting at its desk. */
export function isColleague(role: string | null): boolean {
  return !isDesk(role) && boardRoles.some((board) => board === role);
}
