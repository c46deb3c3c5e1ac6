import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import type { Slot } from '@holdfast/contract/clinic/clinic.procedures';
import type { Patient } from '@holdfast/contract/patient/patient.procedures';
import { addDays, dateInZone } from '../lib/format-time.ts';
import { alameda, asha, fakeBooking, fakeId, fakeOffer, menon, patientMe, rao, ravi } from './fake-data.ts';
import { type FakeHandlers, FakeRefusal } from './fake-link.ts';

/** A small clinic in memory, for looking at the pages without an API: `vite --mode fake`. */
export function createFakeWorld(): FakeHandlers {
  const doctors = [menon, rao];
  const patients: Patient[] = [ravi];
  const bookings = new Map<string, Booking>();
  let isLoggedIn = localStorage.getItem('holdfast.fake') !== null;
  let counter = 10;
  const now = (): string => new Date().toISOString();

  function logIn() {
    isLoggedIn = true;
    localStorage.setItem('holdfast.fake', '1');
    return {
      userId: patientMe.userId,
      accessToken: null,
      accessExpiresAt: now(),
      refreshToken: null,
      refreshExpiresAt: now(),
    };
  }

  function slotsOf(date: string, doctorId: string, serviceId: string, minutes: number): Slot[] {
    if (new Date(`${date}T12:00:00Z`).getUTCDay() === 0) return [];
    const doctor = doctors.find(({ id }) => id === doctorId);
    const service = doctor?.services.find(({ id }) => id === serviceId);
    if (!service) return [];
    const hours = [10, 10.5, 11, 11.5, 12, 15, 15.5, 16, 17.5, 18];
    return hours.flatMap((hour, index) => {
      const startMs = Date.parse(`${date}T00:00:00+05:30`) + hour * 3_600_000;
      if (startMs < Date.now() || (index + Number(date.slice(-2))) % 3 === 0) return [];
      const startsAt = new Date(startMs).toISOString();
      const endsAt = new Date(startMs + minutes * 60_000).toISOString();
      return [
        { doctorId: doctor?.id ?? menon.id, serviceId: service.id, startsAt, endsAt, price: service.price },
      ];
    });
  }

  function days(from: string, to: string, slotsOn: (date: string) => Slot[]) {
    const found = [];
    for (let date = from; date <= to; date = addDays(date, 1)) found.push({ date, slots: slotsOn(date) });
    return { clinicId: asha.id, timeZone: asha.timeZone, days: found };
  }

  function booking(id: string): Booking {
    const known = bookings.get(id);
    if (!known) throw new FakeRefusal('NOT_FOUND');
    return { ...known, serverNow: now() };
  }

  function change(id: string, draft: Partial<Booking>): Booking {
    const before = booking(id);
    bookings.set(id, { ...before, ...draft, version: before.version + 1 });
    return booking(id);
  }

  return {
    'auth.me': () => {
      if (!isLoggedIn) throw new FakeRefusal('UNAUTHENTICATED');
      return patientMe;
    },
    'auth.login': logIn,
    'auth.verifyCode': logIn,
    'auth.requestCode': () => ({
      challengeId: fakeId(9, 1),
      expiresAt: new Date(Date.now() + 300_000).toISOString(),
      channel: 'whatsapp',
    }),
    'auth.logout': () => {
      isLoggedIn = false;
      localStorage.removeItem('holdfast.fake');
      return { loggedOut: true };
    },
    'clinics.list': () => ({ clinics: [asha, alameda] }),
    'clinics.doctors': ({ clinicId }: { clinicId: string }) => ({
      doctors: clinicId === asha.id ? doctors : [],
    }),
    'clinics.doctorSlots': (input: { doctorId: string; serviceId: string; from: string; to: string }) =>
      days(input.from, input.to, (date) => slotsOf(date, input.doctorId, input.serviceId, 20)),
    'clinics.specialitySlots': (input: { from: string; to: string }) =>
      days(input.from, input.to, (date) => slotsOf(date, menon.id, fakeId(4, 1), 20)),
    'patients.list': () => ({ patients }),
    'patients.add': (input: { fullName: string; phone: string }) => {
      const added = { ...ravi, id: fakeId(5, counter++) as Patient['id'], ...input, dateOfBirth: null };
      patients.push(added);
      return added;
    },
    'bookings.hold': (input: { startsAt: string; keepIfLate: boolean }) => {
      const id = fakeId(2, counter++);
      const holdExpiresAt = new Date(Date.now() + 600_000).toISOString();
      bookings.set(id, fakeBooking({ id, ...input, holdExpiresAt, serverNow: now() }));
      return { booking: booking(id), offer: fakeOffer() };
    },
    'bookings.get': ({ bookingId }: { bookingId: string }) => booking(bookingId),
    'bookings.mine': () => ({ bookings: [...bookings.keys()].map(booking) }),
    'bookings.cancel': ({ bookingId, reason }: { bookingId: string; reason: string }) =>
      change(bookingId, { state: 'cancelled', endReason: reason, holdExpiresAt: null }),
    'bookings.board': ({ date }: { date: string }) => ({
      date: date ?? dateInZone(Date.now(), asha.timeZone),
      bookings: [...bookings.keys()].map(booking),
      serverNow: now(),
    }),
    'payments.checkout': fakeOffer,
  };
}
