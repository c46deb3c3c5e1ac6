import {
  type Access,
  anyone,
  can,
  forSelfOr,
  loggedIn,
  operatorOnly,
  ownOr,
} from '@holdfast/contract/auth/access';
import {
  type Capability,
  type ClinicRole,
  capabilities,
  capabilityRoles,
  clinicRoles,
} from '@holdfast/contract/auth/capabilities';
import { AppError } from '@holdfast/contract/errors';
import { procedures } from '@holdfast/contract/procedures';
import type { LiveActor, TxPlace } from '@holdfast/db/tenant-tx';
import { describe, expect, test } from 'vitest';
import { authorise } from './authorise.ts';

const clinicId = '01890000-0000-7000-8000-000000000000';
const atClinic: TxPlace = { clinicId };
const atSubject: TxPlace = { subject: 'booking', subjectId: clinicId };
const actor = (roles: readonly ClinicRole[], change: Partial<LiveActor> = {}): LiveActor => ({
  clinicId,
  status: 'active',
  roles,
  ownsSubject: false,
  isOperator: false,
  ...change,
});

function verdict(access: Access, live: LiveActor, place: TxPlace): string {
  try {
    authorise(access, live, place);
    return 'ok';
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.code;
    throw thrown;
  }
}

const desk = can('bookings.checkIn');
const ofOwner = ownOr('bookings.cancel');
const forSelf = forSelfOr('patients.add');

describe.each(clinicRoles)('a %s', (role) => {
  const isDesk = role === 'receptionist' || role === 'admin';
  const isReader = isDesk || role === 'doctor' || role === 'billing';

  test('at the desk’s own procedures', () => {
    expect(verdict(desk, actor([role]), atClinic)).toBe(isDesk ? 'ok' : 'FORBIDDEN');
    expect(verdict(desk, actor([role]), atSubject)).toBe(isDesk ? 'ok' : 'FORBIDDEN');
  });

  test('where the owner may call, needs the capability or ownership of the subject', () => {
    const hidden = isReader ? 'FORBIDDEN' : 'NOT_FOUND';
    expect(verdict(ofOwner, actor([role]), atSubject)).toBe(isDesk ? 'ok' : hidden);
    expect(verdict(ofOwner, actor([role], { ownsSubject: true }), atSubject)).toBe('ok');
  });

  test('may do what any account may', () => {
    expect(verdict(forSelf, actor([role]), atClinic)).toBe('ok');
  });

  test('is not an operator', () => {
    expect(verdict(operatorOnly, actor([role]), null)).toBe('FORBIDDEN');
  });

  test('has no rights once suspended, except where anyone may call', () => {
    const suspended = actor([role], { status: 'suspended', ownsSubject: true });
    for (const access of [desk, ofOwner, forSelf, loggedIn, operatorOnly]) {
      expect(verdict(access, suspended, atClinic)).toBe('ACCOUNT_SUSPENDED');
    }
    expect(verdict(anyone, suspended, atClinic)).toBe('ok');
  });
});

test.each(capabilities)('%s belongs to exactly the roles of the matrix', (capability) => {
  const allowed = clinicRoles.filter((role) => verdict(can(capability), actor([role]), atSubject) === 'ok');
  expect(allowed).toEqual(clinicRoles.filter((role) => capabilityRoles[capability].includes(role)));
});

test('several roles of one person add up', () => {
  const both = actor(['billing', 'doctor']);
  expect(verdict(can('bookings.start'), both, atSubject)).toBe('ok');
  expect(verdict(can('bookings.checkIn'), both, atSubject)).toBe('FORBIDDEN');
});

test('an active account without a role reaches only its own subjects', () => {
  const account = actor([]);
  expect(verdict(ofOwner, account, atSubject)).toBe('NOT_FOUND');
  expect(verdict(desk, account, atSubject)).toBe('NOT_FOUND');
  expect(verdict(desk, account, atClinic)).toBe('FORBIDDEN');
  expect(verdict(ofOwner, actor([], { ownsSubject: true }), atSubject)).toBe('ok');
  expect(verdict(desk, actor([], { ownsSubject: true }), atSubject)).toBe('NOT_FOUND');
});

test('an operator has the platform’s procedures and no clinic’s', () => {
  const operator = actor([], { isOperator: true });
  expect(verdict(operatorOnly, operator, null)).toBe('ok');
  expect(verdict(desk, operator, atSubject)).toBe('NOT_FOUND');
});

test('a clinic or subject that does not exist is NOT_FOUND for every caller', () => {
  const nowhere = actor([], { clinicId: null });
  expect(verdict(desk, nowhere, atSubject)).toBe('NOT_FOUND');
  expect(verdict(ofOwner, nowhere, atSubject)).toBe('NOT_FOUND');
});

test('every capability of the matrix is required by a procedure or a policy', () => {
  const asked = new Set<Capability>();
  for (const area of Object.values(procedures)) {
    for (const { access } of Object.values(area)) if (access.kind === 'clinic') asked.add(access.capability);
  }
  expect(capabilities.filter((capability) => !asked.has(capability))).toEqual([
    // Required by policies only, which show more of the clinic.
    'messages.read',
    'members.read',
    'audit.read',
  ]);
});
