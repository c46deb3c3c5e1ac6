import type { SlotDays } from '@holdfast/contract/clinic/clinic.procedures';
import { AppError } from '@holdfast/contract/errors';
import { maxSlotSearchDays, toInstant } from '@holdfast/contract/time';
import {
  busyOfDoctors,
  databaseNow,
  findClinic,
  listDoctors,
  rulesOfDoctors,
  servicesOfDoctors,
} from '@holdfast/db/repos/schedule.repo';
import type { z } from 'zod';
import {
  daysBetween,
  type InstantRange,
  slotsOfDay,
  startOfDay,
  type WeeklyRule,
} from '../../domain/slot/slots-of-day.ts';
import type { Tx } from '../../usecase.ts';

type SlotDaysOut = z.input<typeof SlotDays>;
type SlotOut = SlotDaysOut['days'][number]['slots'][number];

export interface SlotSearch {
  readonly clinicId: string;
  readonly from: string;
  readonly to: string;
  readonly doctorId?: string;
  readonly serviceId?: string;
  readonly speciality?: string;
}

interface Offer {
  readonly doctorId: string;
  readonly serviceId: string;
  readonly durationMinutes: number;
  readonly price: SlotOut['price'];
  readonly minNoticeMinutes: number;
  readonly maxHorizonDays: number;
}

function checkRange(search: SlotSearch): string[] {
  if (search.to < search.from) {
    throw new AppError('INVALID_INPUT', {
      details: { fields: [{ field: 'to', problem: 'must not be before from' }] },
    });
  }
  const tooLong = { field: 'to', problem: `at most ${maxSlotSearchDays} days may be asked for` };
  const spanDays = (Date.parse(search.to) - Date.parse(search.from)) / 86_400_000 + 1;
  if (spanDays > maxSlotSearchDays) throw new AppError('INVALID_INPUT', { details: { fields: [tooLong] } });
  return daysBetween(search.from, search.to);
}

/** One service per doctor: the requested one, else the doctor's cheapest. */
async function offersOf(tx: Tx, search: SlotSearch): Promise<Offer[]> {
  const doctors = (await listDoctors(tx, search.clinicId, search.speciality ?? null)).filter(
    (doctor) => search.doctorId === undefined || doctor.id === search.doctorId,
  );
  const services = await servicesOfDoctors(
    tx,
    search.clinicId,
    doctors.map((doctor) => doctor.id),
  );
  return doctors.flatMap((doctor) => {
    const service = services.find(
      (one) => one.doctor_id === doctor.id && (search.serviceId === undefined || one.id === search.serviceId),
    );
    if (!service) return [];
    return {
      doctorId: doctor.id,
      serviceId: service.id,
      durationMinutes: service.duration_minutes,
      price: { amountMinor: service.price_minor, currency: service.currency },
      minNoticeMinutes: doctor.min_notice_minutes,
      maxHorizonDays: doctor.max_horizon_days,
    };
  });
}

interface Calendar {
  readonly timeZone: string;
  readonly now: number;
  readonly rules: ReadonlyMap<string, WeeklyRule[]>;
  readonly busy: ReadonlyMap<string, InstantRange[]>;
}

async function calendarOf(
  tx: Tx,
  search: SlotSearch,
  offers: readonly Offer[],
  timeZone: string,
): Promise<Calendar> {
  const doctorIds = offers.map((offer) => offer.doctorId);
  const window = {
    from: new Date(startOfDay(search.from, timeZone) - 86_400_000),
    to: new Date(startOfDay(search.to, timeZone) + 2 * 86_400_000),
  };
  const rules = new Map<string, WeeklyRule[]>(doctorIds.map((id) => [id, []]));
  for (const rule of await rulesOfDoctors(tx, search.clinicId, doctorIds)) {
    rules.get(rule.doctor_id)?.push({ ...rule, validFrom: rule.valid_from, validUntil: rule.valid_until });
  }
  const busy = new Map<string, InstantRange[]>(doctorIds.map((id) => [id, []]));
  for (const range of await busyOfDoctors(tx, search.clinicId, doctorIds, window)) {
    busy.get(range.doctorId)?.push({ startsAt: range.startsAt.getTime(), endsAt: range.endsAt.getTime() });
  }
  return { timeZone, now: (await databaseNow(tx)).getTime(), rules, busy };
}

function slotsOf(offer: Offer, date: string, calendar: Calendar): SlotOut[] {
  const slots = slotsOfDay({
    date,
    timeZone: calendar.timeZone,
    durationMinutes: offer.durationMinutes,
    rules: calendar.rules.get(offer.doctorId) ?? [],
    busy: calendar.busy.get(offer.doctorId) ?? [],
    after: calendar.now + offer.minNoticeMinutes * 60_000,
    until: calendar.now + offer.maxHorizonDays * 86_400_000,
  });
  return slots.map(({ startsAt, endsAt }) => ({
    doctorId: offer.doctorId,
    serviceId: offer.serviceId,
    startsAt: toInstant(new Date(startsAt)),
    endsAt: toInstant(new Date(endsAt)),
    price: offer.price,
  }));
}

/** Free times of every matching doctor, by day. Advisory: only the constraint at hold time decides. */
export async function searchSlots(tx: Tx, search: SlotSearch): Promise<SlotDaysOut | undefined> {
  const dates = checkRange(search);
  const clinic = await findClinic(tx, search.clinicId);
  if (!clinic) return undefined;
  const offers = await offersOf(tx, search);
  if (offers.length === 0) return undefined;
  const calendar = await calendarOf(tx, search, offers, clinic.time_zone);
  const days = dates.map((date) => {
    const slots = offers.flatMap((offer) => slotsOf(offer, date, calendar));
    return { date, slots: slots.sort((a, b) => a.startsAt.localeCompare(b.startsAt)) };
  });
  return { clinicId: clinic.id, timeZone: clinic.time_zone, days };
}
