import type { Clinic } from '@holdfast/contract/clinic/clinic.procedures';
import { listClinics as procedure } from '@holdfast/contract/clinic/clinic.procedures';
import { type ClinicRow, listClinics as clinicRows } from '@holdfast/db/repos/schedule.repo';
import type { z } from 'zod';
import { defineQuery } from '../../usecase/define-query.ts';
import { readPage } from '../../usecase/read-page.ts';

export function toClinic(row: ClinicRow): z.input<typeof Clinic> {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    address: row.address,
    timeZone: row.time_zone,
    currency: row.currency,
    paymentMode: row.payment_mode,
    holdTtlSeconds: row.hold_ttl_seconds,
  };
}

export const listClinics = defineQuery({
  procedure,
  place: () => null,
  read: (tx, input) =>
    readPage(
      { procedure, key: 'text' },
      input,
      (range) => clinicRows(tx, input.search ?? null, range),
      toClinic,
    ),
});
