import { readClinic as procedure } from '@holdfast/contract/clinic/clinic.procedures';
import { ClinicId } from '@holdfast/contract/ids';
import { findClinic, findClinicBySlug } from '@holdfast/db/repos/schedule.repo';
import { defineQuery } from '../../usecase/define-query.ts';
import { toClinic } from './list-clinics.ts';

export const readClinic = defineQuery({
  procedure,
  place: () => null,
  read: async (tx, { clinic }) => {
    const id = ClinicId.safeParse(clinic);
    const row = id.success ? await findClinic(tx, id.data) : await findClinicBySlug(tx, clinic);
    return row && toClinic(row);
  },
});
