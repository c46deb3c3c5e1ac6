import '../../testing/dom.ts';
import { notifications } from '@mantine/notifications';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startI18n } from '../../i18n/i18n.ts';
import { forgetServerClock } from '../../lib/clock/server-clock.ts';
import { fakeVisit } from '../../testing/fake-board.ts';
import { asha, fakeBooking, fakeId, fakeNow, menon, rao, ravi } from '../../testing/fake-data.ts';
import { createFakeDesk } from '../../testing/fake-desk.ts';
import { type FakeHandlers, FakeRefusal } from '../../testing/fake-link.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { setScreenWidth } from '../../testing/screen-width.ts';

const path = '/board?date=2026-11-23';
const asUser = () => userEvent.setup({ delay: null });

beforeAll(startI18n);
beforeEach(() => {
  setScreenWidth(1440);
  vi.useFakeTimers({ now: Date.parse(fakeNow), toFake: ['Date'] });
  forgetServerClock();
});
afterEach(() => {
  notifications.clean();
  cleanup();
  vi.useRealTimers();
});

const held = fakeBooking({
  id: fakeId(2, 77),
  patientName: 'Ravi Kumar',
  startsAt: '2026-11-23T08:00:00.000Z',
  endsAt: '2026-11-23T08:20:00.000Z',
});
const free = ['2026-11-23T08:00:00.000Z', '2026-11-23T08:20:00.000Z'].map((startsAt) => ({
  doctorId: menon.id,
  serviceId: menon.services[0]?.id,
  startsAt,
  endsAt: startsAt,
  price: menon.services[0]?.price,
}));

function openDesk(more: FakeHandlers = {}) {
  const desk = createFakeDesk({ bookings: [held], now: () => fakeNow });
  const handlers: FakeHandlers = {
    ...desk.handlers,
    'clinics.doctorSlots': ({ from }: { from: string }) => ({
      clinicId: asha.id,
      timeZone: asha.timeZone,
      days: [{ date: from, slots: free }],
    }),
    'bookings.hold': () => ({ booking: desk.booking(held.id) }),
    ...more,
  };
  return { desk, ...renderApp(path, handlers) };
}

/** Finds the patient and chooses doctor and time; the test presses the last button. */
async function chooseTime(user: ReturnType<typeof asUser>): Promise<void> {
  await screen.findByText('1 booking');
  await user.keyboard('b');
  const drawer = within(await screen.findByRole('dialog', { name: 'Book a visit' }));
  await user.type(drawer.getByRole('searchbox', { name: 'Find the patient' }), 'ravi');
  await user.click(await drawer.findByRole('button', { name: `Choose Ravi Kumar, ${ravi.phone}` }));
  await user.click(drawer.getByRole('combobox', { name: 'Doctor' }));
  await user.click(await screen.findByRole('option', { name: /Dr Leela Menon · Cardiology/, hidden: true }));
  await user.click(await drawer.findByRole('button', { name: '1:30 pm' }));
}

describe('booking at the desk', () => {
  it('finds the patient, takes the time and confirms on the promise to pay here', async () => {
    const { calls } = openDesk();
    const user = asUser();
    await chooseTime(user);
    await user.click(screen.getByRole('button', { name: /^Take Mon, 23 Nov, 1:30 pm for Ravi Kumar$/ }));
    expect(calls.find((call) => call.path === 'bookings.hold')?.input).toMatchObject({
      doctorId: menon.id,
      patientId: ravi.id,
      startsAt: free[0]?.startsAt,
    });
    await user.click(await screen.findByRole('button', { name: 'Confirm, ₹800 to pay at the desk' }));
    expect(await screen.findByText('The visit is confirmed')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Show on the board' }));
    expect(await screen.findByText('History')).toBeTruthy();
  });

  it('shows the payment link as a QR code', async () => {
    openDesk();
    const user = asUser();
    await chooseTime(user);
    await user.click(screen.getByRole('button', { name: /^Take/ }));
    await user.click(await screen.findByRole('button', { name: 'Show the link to pay' }));
    expect(await screen.findByRole('img', { name: 'Code with the link to pay ₹800' })).toBeTruthy();
    expect(screen.getByText(`http://localhost:3000/bookings/${held.id}`)).toBeTruthy();
  });

  it('offers the nearest free times when the time was taken meanwhile', async () => {
    let isTaken = true;
    const { desk, calls } = openDesk({
      'bookings.hold': () => {
        if (!isTaken) return { booking: desk.booking(held.id) };
        isTaken = false;
        const at = free[1]?.startsAt ?? '';
        throw new FakeRefusal('SLOT_TAKEN', {
          alternatives: [{ doctorId: rao.id, startsAt: at, endsAt: at }],
        });
      },
    });
    const user = asUser();
    await chooseTime(user);
    await user.click(screen.getByRole('button', { name: /^Take/ }));
    await user.click(await screen.findByRole('button', { name: 'Mon, 23 Nov, 1:50 pm' }));
    expect(await screen.findByText(/^The time is kept until/)).toBeTruthy();
    expect(calls.filter((call) => call.path === 'bookings.hold').at(-1)?.input).toMatchObject({
      doctorId: rao.id,
      startsAt: free[1]?.startsAt,
    });
  });

  it('adds a patient who is new, starting from what was searched', async () => {
    const { calls } = openDesk({
      'patients.list': () => ({ items: [], nextCursor: null }),
      'patients.add': (input: { fullName: string; phone: string }) => ({ ...ravi, ...input }),
    });
    const user = asUser();
    await screen.findByText('1 booking');
    await user.keyboard('b');
    await user.type(await screen.findByRole('searchbox', { name: 'Find the patient' }), 'Asha Verma');
    expect(await screen.findByText('No patient found for “Asha Verma”.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Add a new patient' }));
    await user.click(await screen.findByRole('button', { name: 'Add Asha Verma' }));
    expect(await screen.findByText(/^Write the phone with its country code/)).toBeTruthy();
    await user.type(screen.getByLabelText(/^Phone/), '+91 98123 45678');
    await user.click(screen.getByRole('button', { name: 'Add Asha Verma' }));
    expect(await screen.findByRole('combobox', { name: 'Service' })).toBeTruthy();
    expect(calls.find((call) => call.path === 'patients.add')?.input).toMatchObject({
      fullName: 'Asha Verma',
      phone: '+919812345678',
      whatsappConsent: false,
    });
  });
});

describe('the panel', () => {
  const two = [
    fakeVisit(1, { patientName: 'Asha Verma' }),
    fakeVisit(2, { patientName: 'Ravi Kumar', startsAt: '2026-11-23T06:00:00.000Z' }),
  ];

  function openTwo() {
    return renderApp(path, createFakeDesk({ bookings: two, now: () => fakeNow }).handlers);
  }

  it('follows the arrows beside the list and gives the focus back when it closes', async () => {
    openTwo();
    const user = asUser();
    await screen.findByText('2 bookings');
    await user.keyboard('{ArrowDown}{ArrowUp}{Enter}');
    expect(await screen.findByRole('complementary', { name: 'Asha Verma' })).toBeTruthy();
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Asha Verma'));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement?.getAttribute('data-booking')).toBe(two[0]?.id));
    expect(screen.queryByRole('complementary')).toBeNull();
    await user.keyboard('{Enter}');
    await screen.findByRole('complementary', { name: 'Asha Verma' });
    document.querySelector<HTMLElement>(`[data-booking="${two[0]?.id}"]`)?.focus();
    await user.keyboard('{ArrowDown}');
    expect(await screen.findByRole('complementary', { name: 'Ravi Kumar' })).toBeTruthy();
  });

  it('goes back one step at a time: from the confirmation to the booking, then to the list', async () => {
    openTwo();
    const user = asUser();
    await screen.findByText('2 bookings');
    await user.keyboard('c');
    await screen.findByRole('button', { name: 'Cancel and refund ₹800' });
    await user.keyboard('{Escape}');
    expect(await screen.findByRole('button', { name: /Check in/, description: '' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Cancel and refund ₹800' })).toBeNull();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('complementary')).toBeNull());
  });

  it('is a dialog above the list where there is no room beside it', async () => {
    setScreenWidth(1024);
    openTwo();
    const user = asUser();
    await screen.findByText('2 bookings');
    await user.keyboard('{Enter}');
    const dialog = await screen.findByRole('dialog', { name: 'Asha Verma' });
    expect(await within(dialog).findByText('Attempts to pay')).toBeTruthy();
    await user.keyboard('i');
    expect((await within(dialog).findAllByText('Checked in')).length).toBeGreaterThan(0);
  });

  it('shows quarantined money with the reason', async () => {
    const desk = createFakeDesk({ bookings: two, now: () => fakeNow });
    renderApp(path, {
      ...desk.handlers,
      'payments.get': (input: never, call) => {
        const payment = desk.handlers['payments.get']?.(input, call) as { attempts: object[] };
        const odd = { amount: { amountMinor: 1200, currency: 'XAU' }, quarantineReason: 'currency_mismatch' };
        return { ...payment, attempts: payment.attempts.map((attempt) => ({ ...attempt, ...odd })) };
      },
    });
    const user = asUser();
    await screen.findByText('2 bookings');
    await user.keyboard('{Enter}');
    expect(
      await screen.findByText('Set aside, not counted: The currency is not the one asked for'),
    ).toBeTruthy();
    expect(screen.getByText('1200 XAU (minor units)')).toBeTruthy();
  });
});

describe('a one-time code at the desk', () => {
  it('is shown for a phone with its country code, with the time it expires', async () => {
    const { calls } = openDesk();
    const user = asUser();
    await user.click(await screen.findByRole('button', { name: 'Show a code' }));
    await user.type(await screen.findByLabelText('Phone'), '98123');
    await user.click(screen.getByRole('button', { name: 'Show the code' }));
    expect(await screen.findByText(/^Write the phone with its country code/)).toBeTruthy();
    await user.clear(screen.getByLabelText('Phone'));
    await user.type(screen.getByLabelText('Phone'), '+91 98123 45678');
    await user.click(screen.getByRole('button', { name: 'Show the code' }));
    expect(await screen.findByText('482913')).toBeTruthy();
    expect(calls.find((call) => call.path === 'auth.revealCode')?.input).toEqual({
      clinicId: asha.id,
      phone: '+919812345678',
    });
  });

  it('says when there is none', async () => {
    openDesk({
      'auth.revealCode': () => {
        throw new FakeRefusal('NOT_FOUND');
      },
    });
    const user = asUser();
    await user.click(await screen.findByRole('button', { name: 'Show a code' }));
    await user.type(await screen.findByLabelText('Phone'), '+919812345678');
    await user.click(screen.getByRole('button', { name: 'Show the code' }));
    expect(await screen.findByText(/^There is no code for this phone/)).toBeTruthy();
  });
});
