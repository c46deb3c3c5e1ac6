import { listDoctors as procedure } from '@holdfast/contract/clinic/clinic.procedures';
import { listDoctors as doctorRows, findClinic, servicesOfDoctors } from '@holdfast/db/repos/schedule.repo';
import { defineQuery } from '../../usecase/define-query.ts';

export const listDoctors = defineQuery({
  procedure,
  place: (input) => ({ clinicId: input.clinicId }),
  read: async (tx, { clinicId, speciality }) => {
    if (!(await findClinic(tx, clinicId))) return undefined;
    const doctors = await doctorRows(tx, clinicId, speciality ?? null);
    const services = await servicesOfDoctors(
      tx,
      clinicId,
      doctors.map((doctor) => doctor.id),
    );
    return {
      doctors: doctors.map((doctor) => ({
        id: doctor.id,
        clinicId: doctor.clinic_id,
        name: doctor.name,
        speciality: doctor.speciality,
        about: doctor.about,
        services: services
          .filter((service) => service.doctor_id === doctor.id)
          .map((service) => ({
            id: service.id,
            name: service.name,
            durationMinutes: service.duration_minutes,
            price: { amountMinor: service.price_minor, currency: service.currency },
          })),
      })),
    };
  },
});
