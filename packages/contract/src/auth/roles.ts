import { z } from 'zod';

/** Roles a user may have in a clinic. `patient` is what every active account is without a membership. */
export const clinicRoles = ['patient', 'receptionist', 'doctor', 'billing', 'admin', 'payee'] as const;
export const ClinicRole = z.enum(clinicRoles).meta({ id: 'ClinicRole' });
export type ClinicRole = z.infer<typeof ClinicRole>;

/** Who may call a procedure. `staff` roles are checked per clinic, `operator` is the platform's. */
export type Access =
  | { readonly kind: 'public' }
  | { readonly kind: 'user' }
  | { readonly kind: 'clinic'; readonly roles: readonly ClinicRole[] }
  | { readonly kind: 'operator' };

export const anyone: Access = { kind: 'public' };
export const loggedIn: Access = { kind: 'user' };
export const operatorOnly: Access = { kind: 'operator' };
export function inClinic(...roles: readonly ClinicRole[]): Access {
  return { kind: 'clinic', roles };
}
export const deskRoles = ['receptionist', 'admin'] as const satisfies readonly ClinicRole[];
export const boardRoles = [
  'receptionist',
  'doctor',
  'billing',
  'admin',
] as const satisfies readonly ClinicRole[];
