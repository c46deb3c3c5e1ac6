import { z } from 'zod';
import { forSelfOr } from '../auth/access.ts';
import { PhoneE164 } from '../auth/auth.procedures.ts';
import { ClinicId, PatientId } from '../ids.ts';
import { listInput, page } from '../list.ts';
import { Locale } from '../locale.ts';
import { command, query } from '../procedure.ts';
import { serviceTerms } from '../service-terms.ts';
import { plainText } from '../text.ts';
import { BirthDate } from '../time.ts';

/** Several patients may have the same phone: a family shares an account. */
export const Patient = z
  .strictObject({
    id: PatientId,
    clinicId: ClinicId,
    fullName: z.string(),
    phone: PhoneE164,
    dateOfBirth: BirthDate.nullable(),
    locale: Locale,
    version: z.int(),
  })
  .meta({ id: 'Patient' });
export type Patient = z.infer<typeof Patient>;

/** Letters of any script, spaces and the punctuation of names; no control characters. */
export const PersonName = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}\p{Cs}\p{Co}<>]+$/u, 'has characters that a name cannot have');

export const listPatients = query({
  id: 'patients.list',
  summary: 'Patients of this account in a clinic; for staff, a search by name or phone',
  path: '/patients',
  access: forSelfOr('patients.read'),
  input: listInput({
    clinicId: ClinicId,
    search: plainText().min(serviceTerms.searchMinLetters).max(80).optional(),
  }),
  output: page(Patient, {}),
});

export const addPatient = command({
  id: 'patients.add',
  summary: 'Add a patient to this account (or, at the desk, to the clinic)',
  path: '/patients',
  access: forSelfOr('patients.add'),
  audit: 'row',
  shows: [],
  successStatus: 201,
  input: z.strictObject({
    clinicId: ClinicId,
    fullName: PersonName,
    phone: PhoneE164,
    dateOfBirth: BirthDate.optional(),
    locale: Locale,
    /** Consents to messages about bookings over WhatsApp. */
    whatsappConsent: z.boolean(),
  }),
  output: Patient,
});
