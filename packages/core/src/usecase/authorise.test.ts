import {
  type Access,
  anyone,
  clinicRoles,
  inClinic,
  loggedIn,
  operatorOnly,
} from '@holdfast/contract/auth/roles';
import { AppError } from '@holdfast/contract/errors';
import type { LiveActor, TxPlace } from '@holdfast/db/tenant-tx';
import { describe, expect, test } from 'vitest';
import { authorise } from './authorise.ts';

const clinicId = '01890000-0000-7000-8000-000000000000';
const atClinic: TxPlace = { clinicId };
const atSubject: TxPlace = { subject: 'booking', subjectId: clinicId };
const actor = (role: string | null, change: Partial<LiveActor> = {}): LiveActor => ({
  clinicId,
  status: 'active',
  role,
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

const desk = inClinic('receptionist', 'admin');
const openToPatients = inClinic('patient', 'receptionist', 'admin');

describe.each(clinicRoles)('a %s', (role) => {
  const isDesk = role === 'receptionist' || role === 'admin';

  test('at the desk’s own procedures', () => {
    expect(verdict(desk, actor(role), atClinic)).toBe(isDesk ? 'ok' : 'FORBIDDEN');
    const hidden = role === 'patient' ? 'NOT_FOUND' : 'FORBIDDEN';
    expect(verdict(desk, actor(role), atSubject)).toBe(isDesk ? 'ok' : hidden);
  });

  test('where patients may call, the rows decide and not the role', () => {
    expect(verdict(openToPatients, actor(role), atSubject)).toBe('ok');
  });

  test('is no operator by it', () => {
    expect(verdict(operatorOnly, actor(role), null)).toBe('FORBIDDEN');
  });

  test('is nobody once suspended, except where anybody may', () => {
    const suspended = actor(role, { status: 'suspended' });
    for (const access of [desk, openToPatients, loggedIn, operatorOnly]) {
      expect(verdict(access, suspended, atClinic)).toBe('ACCOUNT_SUSPENDED');
    }
    expect(verdict(anyone, suspended, atClinic)).toBe('ok');
  });
});

test('an operator has the platform’s procedures and no clinic’s', () => {
  const operator = actor('patient', { isOperator: true });
  expect(verdict(operatorOnly, operator, null)).toBe('ok');
  expect(verdict(desk, operator, atSubject)).toBe('NOT_FOUND');
});

test('a place that does not exist is not there, for whoever asks', () => {
  expect(verdict(desk, actor(null, { clinicId: null }), atSubject)).toBe('NOT_FOUND');
  expect(verdict(openToPatients, actor(null, { clinicId: null }), atSubject)).toBe('NOT_FOUND');
});
