import { mayWith } from '@holdfast/contract/auth/capabilities';
import {
  addPatient as addProcedure,
  listPatients as listProcedure,
  type Patient,
} from '@holdfast/contract/patient/patient.procedures';
import {
  findPatient,
  insertPatient,
  patientsOfAccount,
  searchPatients,
} from '@holdfast/db/repos/patients.repo';
import { findClinic } from '@holdfast/db/repos/schedule.repo';
import type { z } from 'zod';
import { go } from '../../decision.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import { defineQuery } from '../../usecase/define-query.ts';
import { readPage } from '../../usecase/read-page.ts';

type PatientRow = NonNullable<Awaited<ReturnType<typeof findPatient>>>;

function toPatient(row: PatientRow): z.input<typeof Patient> {
  return {
    id: row.id,
    clinicId: row.clinic_id,
    fullName: row.full_name,
    phone: row.phone,
    dateOfBirth: row.date_of_birth,
    locale: row.locale,
    version: row.version,
  };
}

/** The account's own patients; with `search`, and for staff only, the clinic's. */
export const listPatients = defineQuery({
  procedure: listProcedure,
  place: (input) => ({ clinicId: input.clinicId }),
  read: async (tx, input, live, { actor }) => {
    if (!(await findClinic(tx, input.clinicId))) return undefined;
    if (actor.kind !== 'user') return { items: [], nextCursor: null };
    const { clinicId, search } = input;
    if (search !== undefined && mayWith(live.roles, 'patients.read')) {
      const byName = { procedure: listProcedure, key: 'text' } as const;
      return readPage(byName, input, (range) => searchPatients(tx, clinicId, search, range), toPatient);
    }
    const byAge = { procedure: listProcedure, key: 'instant' } as const;
    return readPage(byAge, input, (range) => patientsOfAccount(tx, clinicId, actor.userId, range), toPatient);
  },
});

export const addPatient = defineCommand({
  procedure: addProcedure,
  place: (input) => ({ clinicId: input.clinicId }),
  load: ({ tx, input }) => findClinic(tx, input.clinicId),
  decide: () => go(null),
  write: ({ tx, input, live, userId, subjectId }) =>
    insertPatient(tx, {
      clinicId: input.clinicId,
      id: subjectId,
      userId: mayWith(live.roles, 'patients.add') ? null : userId,
      fullName: input.fullName,
      phone: input.phone,
      dateOfBirth: input.dateOfBirth ?? null,
      locale: input.locale,
      consents: input.whatsappConsent,
    }),
  render: async (tx, patientId) => {
    const row = await findPatient(tx, patientId);
    return row && toPatient(row);
  },
});
