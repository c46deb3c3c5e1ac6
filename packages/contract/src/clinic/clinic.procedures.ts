import { z } from 'zod';
import { anyone } from '../auth/access.ts';
import { ClinicId, DoctorId, ServiceId } from '../ids.ts';
import { listInput, page } from '../list.ts';
import { Currency, Money } from '../money.ts';
import { query } from '../procedure.ts';
import { serviceTerms } from '../service-terms.ts';
import { plainText } from '../text.ts';
import { Instant, LocalDate, maxSlotSearchDays, TimeZone } from '../time.ts';

export const Clinic = z
  .strictObject({
    id: ClinicId,
    slug: z.string(),
    name: z.string(),
    address: z.string(),
    timeZone: TimeZone,
    currency: Currency,
    /** `online` pays before the visit, `desk` pays on arrival. */
    paymentMode: z.enum(['online', 'desk']),
    /** How long an unpaid hold lasts. */
    holdTtlSeconds: z.int(),
  })
  .meta({ id: 'Clinic' });
export type Clinic = z.infer<typeof Clinic>;

export const Service = z
  .strictObject({ id: ServiceId, name: z.string(), durationMinutes: z.int(), price: Money })
  .meta({ id: 'Service' });

export const Doctor = z
  .strictObject({
    id: DoctorId,
    clinicId: ClinicId,
    name: z.string(),
    speciality: z.string(),
    about: z.string(),
    services: z.array(Service),
  })
  .meta({ id: 'Doctor' });
export type Doctor = z.infer<typeof Doctor>;

export const Slot = z
  .strictObject({
    doctorId: DoctorId,
    serviceId: ServiceId,
    startsAt: Instant,
    endsAt: Instant,
    price: Money,
  })
  .meta({ id: 'Slot' });
export type Slot = z.infer<typeof Slot>;

/** One calendar day of the clinic with its free times; days without any are listed too. */
export const SlotDay = z.strictObject({ date: LocalDate, slots: z.array(Slot) }).meta({ id: 'SlotDay' });

export const SlotDays = z
  .strictObject({ clinicId: ClinicId, timeZone: TimeZone, days: z.array(SlotDay) })
  .meta({ id: 'SlotDays' });

export const listClinics = query({
  id: 'clinics.list',
  summary: 'Clinics that accept bookings, by name; with a search, those whose name or address contains it',
  path: '/clinics',
  access: anyone,
  input: listInput({ search: plainText().min(serviceTerms.searchMinLetters).max(80).optional() }),
  output: page(Clinic, {}),
});

export const readClinic = query({
  id: 'clinics.get',
  summary: 'One clinic, by its slug or its id',
  path: '/clinics/{clinic}',
  access: anyone,
  input: z.strictObject({ clinic: plainText().min(1).max(80) }),
  output: Clinic,
  errors: ['NOT_FOUND'],
});

export const listDoctors = query({
  id: 'clinics.doctors',
  summary: 'Doctors of a clinic, optionally of one speciality',
  path: '/clinics/{clinicId}/doctors',
  access: anyone,
  input: z.strictObject({ clinicId: ClinicId, speciality: plainText().min(1).max(80).optional() }),
  output: z.strictObject({ doctors: z.array(Doctor) }),
  errors: ['NOT_FOUND'],
});

export const doctorSlots = query({
  id: 'clinics.doctorSlots',
  summary: `Free times of one doctor, up to ${maxSlotSearchDays} days`,
  path: '/doctors/{doctorId}/slots',
  access: anyone,
  input: z.strictObject({ doctorId: DoctorId, serviceId: ServiceId, from: LocalDate, to: LocalDate }),
  output: SlotDays,
  errors: ['NOT_FOUND'],
});

export const specialitySlots = query({
  id: 'clinics.specialitySlots',
  summary: `Free times of any doctor of a speciality, up to ${maxSlotSearchDays} days`,
  path: '/clinics/{clinicId}/slots',
  access: anyone,
  input: z.strictObject({
    clinicId: ClinicId,
    speciality: plainText().min(1).max(80),
    from: LocalDate,
    to: LocalDate,
  }),
  output: SlotDays,
  errors: ['NOT_FOUND'],
});
