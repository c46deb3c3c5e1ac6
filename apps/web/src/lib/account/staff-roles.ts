import type { Me } from '@holdfast/contract/auth/auth.procedures';
import type { ClinicRole } from '@holdfast/contract/auth/roles';

/**
 * Roles that work at a clinic's board. The contract's own list lies beside its schemas, and every page would carry
 * those for it; a test holds the two together.
 */
const worksAtBoard: Record<ClinicRole, boolean> = {
  patient: false,
  receptionist: true,
  doctor: true,
  billing: true,
  admin: true,
  payee: false,
};

export function isBoardRole(role: ClinicRole): boolean {
  return worksAtBoard[role];
}

export function isStaff(me: Me): boolean {
  return me.memberships.some(({ role }) => isBoardRole(role));
}
