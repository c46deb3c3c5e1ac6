import type { SlotAlternative } from '@holdfast/contract/errors';
import { findClinic } from '@holdfast/db/repos/schedule.repo';
import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../usecase.ts';
import { searchSlots } from '../clinic/search-slots.ts';

const howMany = 3;
const daysAhead = 7;

export interface WantedSlot {
  readonly clinicId: string;
  readonly doctorId: string;
  readonly serviceId: string;
  readonly startsAt: string;
}

/** The same doctor's free times nearest to the requested one, earliest first. */
export async function nearestFreeSlots(tx: Tx, wanted: WantedSlot): Promise<SlotAlternative[]> {
  const clinic = await findClinic(tx, wanted.clinicId);
  if (!clinic) return [];
  const wantedAt = Date.parse(wanted.startsAt);
  const day = Temporal.Instant.fromEpochMilliseconds(wantedAt)
    .toZonedDateTimeISO(clinic.time_zone)
    .toPlainDate();
  const found = await searchSlots(tx, {
    clinicId: wanted.clinicId,
    doctorId: wanted.doctorId,
    serviceId: wanted.serviceId,
    from: day.toString(),
    to: day.add({ days: daysAhead }).toString(),
  });
  const distance = (slot: { startsAt: string }) => Math.abs(Date.parse(slot.startsAt) - wantedAt);
  return (found?.days ?? [])
    .flatMap((one) => one.slots)
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, howMany)
    .sort((a, b) => a.startsAt.localeCompare(b.startsAt))
    .map(({ doctorId, startsAt, endsAt }) => ({ doctorId, startsAt, endsAt }));
}
