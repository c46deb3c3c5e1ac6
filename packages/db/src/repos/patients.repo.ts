import type { Locale } from '@holdfast/contract/locale';
import { sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';
import { containing, type PageRange, readKeysetPage } from './keyset.ts';

const shown = ['id', 'clinic_id', 'full_name', 'phone', 'date_of_birth', 'locale', 'version'] as const;

export async function patientsOfAccount(tx: Tx, clinicId: string, userId: string, range: PageRange) {
  const rows = tx
    .selectFrom('patients')
    .select(shown)
    .where('clinic_id', '=', clinicId)
    .where('user_id', '=', userId);
  return readKeysetPage(rows, { column: 'created_at', form: 'instant', direction: 'asc' }, range);
}

/** By part of the name or of the phone. */
export async function searchPatients(tx: Tx, clinicId: string, search: string, range: PageRange) {
  const pattern = containing(search);
  const rows = tx
    .selectFrom('patients')
    .select(shown)
    .where('clinic_id', '=', clinicId)
    .where((eb) => eb.or([eb('full_name', 'ilike', pattern), eb('phone', 'like', pattern)]));
  return readKeysetPage(rows, { column: 'full_name', form: 'text', direction: 'asc' }, range);
}

export async function findPatient(tx: Tx, patientId: string) {
  return tx.selectFrom('patients').select(shown).where('id', '=', patientId).executeTakeFirst();
}

export interface NewPatient {
  readonly clinicId: string;
  readonly id: string;
  /** Null at the desk: the account comes with the patient's first log-in. */
  readonly userId: string | null;
  readonly fullName: string;
  readonly phone: string;
  readonly dateOfBirth: string | null;
  readonly locale: Locale;
  readonly consents: boolean;
}

export async function insertPatient(tx: Tx, patient: NewPatient): Promise<boolean> {
  await tx
    .insertInto('patients')
    .values({
      clinic_id: patient.clinicId,
      id: patient.id,
      user_id: patient.userId,
      full_name: patient.fullName,
      phone: patient.phone,
      date_of_birth: patient.dateOfBirth,
      locale: patient.locale,
      whatsapp_consent_at: patient.consents ? sql<Date>`app_now()` : null,
    })
    .execute();
  return true;
}
