import '../../testing/dom.ts';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startI18n } from '../../i18n/i18n.ts';
import { forgetServerClock } from '../../lib/clock/server-clock.ts';
import { addDays, dateInZone } from '../../lib/format/format-time.ts';
import { fakeClinics } from '../../testing/fake-clinics.ts';
import { asha, fakeBooking, menon, patientMe, ravi } from '../../testing/fake-data.ts';
import { type FakeHandlers, FakeRefusal } from '../../testing/fake-link.ts';
import { renderApp } from '../../testing/render-app.tsx';

await startI18n();

const today = dateInZone(Date.now(), asha.timeZone);
const tomorrow = addDays(today, 1);
const service = menon.services[0];
if (!service) throw new Error('the doctor has no service');
const at = (time: string): string => new Date(`${tomorrow}T${time}:00+05:30`).toISOString();

function slot(time: string) {
  return {
    doctorId: menon.id,
    serviceId: service?.id,
    startsAt: at(time),
    endsAt: at(time),
    price: service?.price,
  };
}

function week({ from }: { readonly from: string }) {
  const days = [0, 1, 2, 3, 4, 5, 6].map((day) => {
    const date = addDays(from, day);
    return { date, slots: date === tomorrow ? [slot('10:30'), slot('16:00')] : [] };
  });
  return { clinicId: asha.id, timeZone: asha.timeZone, days };
}

const world: FakeHandlers = {
  'auth.me': () => patientMe,
  ...fakeClinics([asha]),
  'clinics.doctors': () => ({ doctors: [menon] }),
  'clinics.doctorSlots': week,
  'patients.list': () => ({ items: [ravi], nextCursor: null }),
  'bills.checkout': () => ({ checkout: null, retryAfterSeconds: 60 }),
};
const timesPath = `/clinics/asha/doctors/${menon.id}`;
const bookPath = `/clinics/asha/book?doctor=${menon.id}&service=${service.id}&at=${encodeURIComponent(at('10:30'))}`;

function runningHold(time: string) {
  const fromNow = (ms: number): string => new Date(Date.now() + ms).toISOString();
  return fakeBooking({ startsAt: at(time), serverNow: fromNow(0), holdExpiresAt: fromNow(600_000) });
}

beforeEach(() => {
  localStorage.clear();
  forgetServerClock();
});
afterEach(cleanup);

describe('choosing a time', () => {
  it('shows the first day with free times, each as a link that carries the whole choice', async () => {
    renderApp(timesPath, world);
    const morning = await screen.findByRole('region', { name: 'Morning' });
    const link = within(morning).getByRole('link', { name: '10:30 am' });
    const address = new URL(link.getAttribute('href') ?? '', 'http://here');
    expect(address.pathname).toBe('/clinics/asha/book');
    expect(Object.fromEntries(address.searchParams)).toEqual({
      doctor: menon.id,
      service: service.id,
      at: at('10:30'),
    });
  });

  it('asks for one week at a time and says so when nothing is free in it', async () => {
    const { calls } = renderApp(`${timesPath}?from=${addDays(today, 7)}`, world);
    await screen.findByText('No free times in these days');
    const asked = calls.filter(({ path }) => path === 'clinics.doctorSlots').map(({ input }) => input);
    expect(asked[0]).toMatchObject({ from: addDays(today, 7), to: addDays(today, 13) });
  });

  it('keeps the choice of the service in the address', async () => {
    const { router } = renderApp(timesPath, world);
    await userEvent.click(await screen.findByRole('radio', { name: /Follow-up/ }));
    await waitFor(() =>
      expect(router.state.location.search).toMatchObject({ service: menon.services[1]?.id }),
    );
  });

  it('says what is wrong when the times cannot be read, with a way to try again', async () => {
    let isDown = true;
    const broken = (input: { readonly from: string }) => {
      if (isDown) throw new FakeRefusal('UNSUPPORTED_MEDIA_TYPE');
      return week(input);
    };
    renderApp(timesPath, { ...world, 'clinics.doctorSlots': broken });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('Reference ABCDEF12');
    isDown = false;
    await userEvent.click(within(alert).getByRole('button', { name: 'Try again' }));
    await screen.findByRole('link', { name: '10:30 am' });
  });
});

describe('taking a time', () => {
  it('sends the choice with a key and leads to the booking', async () => {
    const booking = runningHold('10:30');
    const { calls, router } = renderApp(bookPath, {
      ...world,
      'bookings.hold': () => ({ booking }),
      'bookings.get': () => booking,
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Keep this time, then pay ₹800' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/bookings/${booking.id}`));
    const hold = calls.find(({ path }) => path === 'bookings.hold');
    expect(hold?.input).toEqual({
      clinicId: asha.id,
      doctorId: menon.id,
      serviceId: service.id,
      patientId: ravi.id,
      startsAt: at('10:30'),
      keepIfLate: true,
    });
    expect(hold?.idempotencyKey).toMatch(/^[0-9a-f-]{36}$/);
    await screen.findByText('Pay now and the visit is yours.');
  });

  it('shows the nearest free times when the time was taken meanwhile, and takes the one that is pressed', async () => {
    const booking = runningHold('16:00');
    const alternatives = [{ doctorId: menon.id, startsAt: at('16:00'), endsAt: at('16:00') }];
    const { calls, router } = renderApp(bookPath, {
      ...world,
      'bookings.hold': ({ startsAt }: { readonly startsAt: string }) => {
        if (startsAt === at('10:30')) throw new FakeRefusal('SLOT_TAKEN', { alternatives });
        return { booking };
      },
      'bookings.get': () => booking,
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Keep this time, then pay ₹800' }));
    const notice = await screen.findByRole('alert');
    expect(notice.textContent).toContain('Nothing was booked or charged.');
    await userEvent.click(within(notice).getByRole('button', { name: /Take .*4:00 pm/ }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/bookings/${booking.id}`));
    const holds = calls.filter(({ path }) => path === 'bookings.hold');
    expect(new Set(holds.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2);
  });

  it('sends an anonymous user to the log-in and remembers the choice', async () => {
    const rejectAnonymous = () => {
      throw new FakeRefusal('UNAUTHENTICATED');
    };
    const { router } = renderApp(bookPath, { ...world, 'auth.me': rejectAnonymous });
    await waitFor(() => expect(router.state.location.pathname).toBe('/login'));
    const next = new URL(String(router.state.location.search.next), 'http://here');
    expect(next.pathname).toBe('/clinics/asha/book');
    expect(next.searchParams.get('at')).toBe(at('10:30'));
  });

  it('does not offer a time that is in the past', async () => {
    const past = encodeURIComponent('2026-01-05T05:00:00.000Z');
    renderApp(`/clinics/asha/book?doctor=${menon.id}&service=${service.id}&at=${past}`, world);
    await screen.findByText('This time is in the past. Choose another one.');
  });
});
