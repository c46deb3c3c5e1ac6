import { describe, expect, it } from 'vitest';
import { addPatient } from './patient.procedures.ts';

const clinicId = '01a1fd29-6ec3-7fbf-b2fe-4037dd07b5db';
const wish = {
  clinicId,
  fullName: 'Lakshmi Iyer',
  phone: '+919800000101',
  locale: 'en',
  whatsappConsent: true,
};

describe('adding a patient', () => {
  it('takes anybody alive: a day of birth in the last century is a day of birth', () => {
    expect(addPatient.input.safeParse({ ...wish, dateOfBirth: '1938-04-12' }).success).toBe(true);
  });

  it('refuses a day that nobody alive was born on, and one that is none', () => {
    expect(addPatient.input.safeParse({ ...wish, dateOfBirth: '1799-04-12' }).success).toBe(false);
    expect(addPatient.input.safeParse({ ...wish, dateOfBirth: '1938-02-30' }).success).toBe(false);
    expect(addPatient.input.safeParse({ ...wish, dateOfBirth: null }).success).toBe(false);
  });
});
