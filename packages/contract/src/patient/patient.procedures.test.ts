import { describe, expect, it } from 'vitest';
import { addPatient } from './patient.procedures.ts';

const clinicId = '01a1fd29-6ec3-7fbf-b2fe-4037dd07b5db';
const newPatient = {
  clinicId,
  fullName: 'Lakshmi Iyer',
  phone: '+919800000101',
  locale: 'en',
  whatsappConsent: true,
};

describe('adding a patient', () => {
  it('accepts a date of birth in the last century', () => {
    expect(addPatient.input.safeParse({ ...newPatient, dateOfBirth: '1938-04-12' }).success).toBe(true);
  });

  it('rejects a date of birth that no living person has, an impossible date and null', () => {
    expect(addPatient.input.safeParse({ ...newPatient, dateOfBirth: '1799-04-12' }).success).toBe(false);
    expect(addPatient.input.safeParse({ ...newPatient, dateOfBirth: '1938-02-30' }).success).toBe(false);
    expect(addPatient.input.safeParse({ ...newPatient, dateOfBirth: null }).success).toBe(false);
  });
});
