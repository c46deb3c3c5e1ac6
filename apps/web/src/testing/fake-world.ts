import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import type { Clinic } from '@holdfast/contract/clinic/clinic.procedures';
import type { Patient } from '@holdfast/contract/patient/patient.procedures';
import { dateInZone } from '../lib/format/format-time.ts';
import { fakeClinics } from './fake-clinics.ts';
import {
  alameda,
  asha,
  fakeBooking,
  fakeId,
  fakeMoney,
  fakeOffer,
  menon,
  patientMe,
  rao,
  ravi,
  readBy,
} from './fake-data.ts';
import { type FakeHandlers, FakeRefusal } from './fake-link.ts';
import { fakePage, type PageInput } from './fake-page.ts';
import { fakeSlotDays } from './fake-slots.ts';

const storedLogIn = 'holdfast.fake';
const nowText = (): string => new Date().toISOString();
const later = (ms: number): string => new Date(Date.now() + ms).toISOString();

function logIns(): FakeHandlers {
  const logIn = () => {
    localStorage.setItem(storedLogIn, '1');
    const noTokens = { accessToken: null, refreshToken: null };
    return { userId: patientMe.userId, ...noTokens, accessExpiresAt: nowText(), refreshExpiresAt: nowText() };
  };
  return {
    'auth.me': () => {
      if (localStorage.getItem(storedLogIn) === null) throw new FakeRefusal('UNAUTHENTICATED');
      return patientMe;
    },
    'auth.login': logIn,
    'auth.verifyCode': logIn,
    'auth.requestCode': () => ({ challengeId: fakeId(9, 1), expiresAt: later(300_000), channel: 'whatsapp' }),
    'auth.logout': () => {
      localStorage.removeItem(storedLogIn);
      return { loggedOut: true };
    },
  };
}

/** Other clinics, so that a list can be as long as asked for. */
const otherClinics = (count: number): Clinic[] =>
  Array.from({ length: count }, (_, index) => ({
    ...alameda,
    id: fakeId(1, 100 + index) as Clinic['id'],
    slug: `clinic-${index + 1}`,
    name: `Clinica Norte ${index + 1}`,
    address: `${index + 1} Lake Road, Pune`,
  }));

function clinics(count: number): FakeHandlers {
  const doctors = [menon, rao];
  const known = [asha, alameda, ...otherClinics(Math.max(0, count - 2))];
  return {
    ...fakeClinics(known, known.slice(0, count)),
    'clinics.doctors': ({ clinicId }: { clinicId: string }) => ({
      doctors: clinicId === asha.id ? doctors : [],
    }),
    'clinics.doctorSlots': (input: { doctorId: string; serviceId: string; from: string; to: string }) => {
      const doctor = doctors.find(({ id }) => id === input.doctorId) ?? menon;
      return fakeSlotDays(doctor, input.serviceId, input.from, input.to);
    },
    'clinics.specialitySlots': (input: { from: string; to: string }) =>
      fakeSlotDays(menon, menon.services[0]?.id ?? '', input.from, input.to),
  };
}

function patients(): FakeHandlers {
  const known: Patient[] = [ravi];
  return {
    'patients.list': (input: PageInput) => fakePage(known, input),
    'patients.add': (input: { fullName: string; phone: string }) => {
      const id = fakeId(5, 10 + known.length) as Patient['id'];
      const added = { ...ravi, id, fullName: input.fullName, phone: input.phone, dateOfBirth: null };
      known.push(added);
      return added;
    },
  };
}

function bookings(made: readonly Booking[]): FakeHandlers {
  const known = new Map<string, Booking>(made.map((booking) => [booking.id, booking]));
  const read = (id: string): Booking => {
    const booking = known.get(id);
    if (!booking) throw new FakeRefusal('NOT_FOUND');
    return readBy('patient', { ...booking, serverNow: nowText() });
  };
  const all = (): Booking[] => [...known.keys()].map(read);
  return {
    'bookings.hold': (input: { startsAt: string; keepIfLate: boolean }) => {
      const id = fakeId(2, 10 + known.size);
      const { startsAt, keepIfLate } = input;
      known.set(id, fakeBooking({ id, startsAt, keepIfLate, holdExpiresAt: later(600_000) }));
      return { booking: read(id) };
    },
    'bookings.get': ({ bookingId }: { bookingId: string }) => read(bookingId),
    'bookings.mine': (input: PageInput) => fakePage(all(), input),
    'bookings.cancel': ({ bookingId, reason }: { bookingId: string; reason: string }) => {
      const before = read(bookingId);
      const money = fakeMoney({ state: 'nothing_taken' });
      const end = { state: 'cancelled', endReason: reason, holdExpiresAt: null, money } as const;
      known.set(bookingId, { ...before, ...end, version: before.version + 1 });
      return read(bookingId);
    },
    'bookings.board': ({ date }: { date: string }) => ({
      date: date ?? dateInZone(Date.now(), asha.timeZone),
      bookings: all(),
      serverNow: nowText(),
    }),
    'bills.checkout': fakeOffer,
  };
}

/** A small clinic in memory, for looking at the pages without an API: `apps/web/src/dev/`. */
export function createFakeWorld(clinicCount = 2, made: readonly Booking[] = []): FakeHandlers {
  return { ...logIns(), ...clinics(clinicCount), ...patients(), ...bookings(made) };
}
