import {
  doctorSlots as ofDoctor,
  specialitySlots as ofSpeciality,
} from '@holdfast/contract/clinic/clinic.procedures';
import { defineQuery } from '../../usecase/define-query.ts';
import { searchSlots } from './search-slots.ts';

/** Free times of one doctor. */
export const doctorSlots = defineQuery({
  procedure: ofDoctor,
  place: (input) => ({ subject: 'doctor', subjectId: input.doctorId }),
  read: async (tx, input, live) =>
    live.clinicId === null ? undefined : searchSlots(tx, { ...input, clinicId: live.clinicId }),
});

/** Free times of any doctor of a speciality. */
export const specialitySlots = defineQuery({
  procedure: ofSpeciality,
  place: (input) => ({ clinicId: input.clinicId }),
  read: (tx, input) => searchSlots(tx, input),
});
