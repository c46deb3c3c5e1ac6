import type { Doctor, Slot } from '@holdfast/contract/clinic/clinic.procedures';
import { addDays } from '../lib/format/format-time.ts';
import { asha } from './fake-data.ts';

const hours = [10, 10.5, 11, 11.5, 12, 15, 15.5, 16, 17.5, 18];

function slotsOn(date: string, doctor: Doctor, serviceId: string): Slot[] {
  const service = doctor.services.find(({ id }) => id === serviceId);
  if (!service || new Date(`${date}T12:00:00Z`).getUTCDay() === 0) return [];
  return hours.flatMap((hour, index) => {
    const startMs = Date.parse(`${date}T00:00:00+05:30`) + hour * 3_600_000;
    if (startMs < Date.now() || (index + Number(date.slice(-2))) % 3 === 0) return [];
    const endMs = startMs + service.durationMinutes * 60_000;
    const times = { startsAt: new Date(startMs).toISOString(), endsAt: new Date(endMs).toISOString() };
    return [{ doctorId: doctor.id, serviceId: service.id, ...times, price: service.price }];
  });
}

/** Some free times on every day but Sundays, the same on each call. */
export function fakeSlotDays(doctor: Doctor, serviceId: string, from: string, to: string) {
  const days = [];
  for (let date = from; date <= to; date = addDays(date, 1)) {
    days.push({ date, slots: slotsOn(date, doctor, serviceId) });
  }
  return { clinicId: asha.id, timeZone: asha.timeZone, days };
}
