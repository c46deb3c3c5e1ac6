import { byName, keysOf } from '../words.ts';

/** Roles a person may have in a clinic. Without any, an account acts for its own patients only. */
export const clinicRoles = ['patient', 'receptionist', 'doctor', 'billing', 'admin', 'payee'] as const;
export type ClinicRole = (typeof clinicRoles)[number];
export const clinicRole = byName(clinicRoles);

/** Capabilities and the roles that have them; procedures, policies, pages and the role matrix derive from this. */
const rolesOf = {
  'bookings.read': ['receptionist', 'doctor', 'billing', 'admin'],
  'bookings.hold': ['receptionist', 'admin'],
  'bookings.checkIn': ['receptionist', 'admin'],
  'bookings.start': ['receptionist', 'doctor', 'admin'],
  'bookings.complete': ['receptionist', 'doctor', 'admin'],
  'bookings.noShow': ['receptionist', 'admin'],
  'bookings.cancel': ['receptionist', 'admin'],
  'bookings.permitDeskPayment': ['receptionist', 'admin'],
  'patients.read': ['receptionist', 'doctor', 'billing', 'admin'],
  'patients.add': ['receptionist', 'admin'],
  'payments.read': ['receptionist', 'doctor', 'billing', 'admin'],
  'payments.collect': ['receptionist', 'admin'],
  'payments.rule': ['billing', 'admin'],
  'drawers.manage': ['admin'],
  'providerAccounts.manage': ['admin'],
  'codes.reveal': ['receptionist', 'admin'],
  'messages.read': ['receptionist', 'doctor', 'billing', 'admin'],
  'history.read': ['receptionist', 'doctor', 'billing', 'admin'],
  'members.read': ['receptionist', 'doctor', 'billing', 'admin'],
  'audit.read': ['admin'],
} as const satisfies Record<string, readonly ClinicRole[]>;

export type Capability = keyof typeof rolesOf;
export const capabilities = keysOf(rolesOf);
export const capabilityRoles: Readonly<Record<Capability, readonly ClinicRole[]>> = rolesOf;

/** Capabilities of a set of roles in one clinic, in the order of the literal. */
export function capabilitiesOf(roles: readonly ClinicRole[]): Capability[] {
  return capabilities.filter((capability) => mayWith(roles, capability));
}

export function mayWith(roles: readonly ClinicRole[], capability: Capability): boolean {
  return capabilityRoles[capability].some((role) => roles.includes(role));
}
