import { listClinics as procedure } from '@holdfast/contract/clinic/clinic.procedures';
import { listClinics as clinicRows } from '@holdfast/db/repos/schedule.repo';
import { defineQuery } from '../../usecase/define-query.ts';

export const listClinics = defineQuery({
  procedure,
  place: () => null,
  read: async (tx) => ({
    clinics: (await clinicRows(tx)).map((clinic) => ({
      id: clinic.id,
      slug: clinic.slug,
      name: clinic.name,
      address: clinic.address,
      timeZone: clinic.time_zone,
      currency: clinic.currency,
      paymentMode: clinic.payment_mode,
      holdTtlSeconds: clinic.hold_ttl_seconds,
    })),
  }),
});
