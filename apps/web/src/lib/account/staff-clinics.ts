import type { Me } from '@holdfast/contract/auth/auth.procedures';

/** Clinics whose board the user may read; empty for patients. */
export function staffClinicsOf(me: Me): Me['memberships'] {
  return me.memberships.filter(({ capabilities }) => capabilities.includes('bookings.read'));
}

export function isStaff(me: Me): boolean {
  return staffClinicsOf(me).length > 0;
}
