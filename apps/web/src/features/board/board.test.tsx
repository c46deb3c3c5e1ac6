import '../../testing/dom.ts';
import type { ClinicRole } from '@holdfast/contract/auth/capabilities';
import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import type { FeedMessage } from '@holdfast/contract/realtime/realtime.procedures';
import { notifications } from '@mantine/notifications';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { changeLocale, startI18n } from '../../i18n/i18n.ts';
import { forgetServerClock } from '../../lib/clock/server-clock.ts';
import { fakeDay, fakeVisit, hardNames, staffMe } from '../../testing/fake-board.ts';
import { asha, fakeNow } from '../../testing/fake-data.ts';
import { createFakeDesk } from '../../testing/fake-desk.ts';
import type { FakeHandlers } from '../../testing/fake-link.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { setScreenWidth } from '../../testing/screen-width.ts';

const path = '/board?date=2026-11-23';
const asUser = () => userEvent.setup({ delay: null });

beforeAll(startI18n);
beforeEach(() => {
  setScreenWidth(1440);
  // Set the clock of the device to that of the database.
  vi.useFakeTimers({ now: Date.parse(fakeNow), toFake: ['Date'] });
  forgetServerClock();
});
afterEach(async () => {
  notifications.clean();
  cleanup();
  vi.useRealTimers();
  await changeLocale('en');
});

function openBoard(
  bookings: readonly Booking[],
  more: FakeHandlers = {},
  at = path,
  role: ClinicRole = 'receptionist',
) {
  const desk = createFakeDesk({ bookings, role, now: () => fakeNow });
  return { desk, ...renderApp(at, { ...desk.handlers, ...more }) };
}

async function rowOf(name: string): Promise<HTMLElement> {
  const row = (await screen.findByText(name, { selector: 'td *' })).closest('tr');
  if (!row) throw new Error(`${name} has no row`);
  return row;
}

const asha1 = fakeVisit(1, { patientName: 'Asha Verma' });
const ravi2 = fakeVisit(2, { patientName: 'Ravi Kumar', startsAt: '2026-11-23T06:00:00.000Z' });

describe('the board of a day', () => {
  it('checks a patient in by keyboard and shows the state only once the server has said so', async () => {
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { desk, calls } = openBoard([asha1, ravi2], {
      'bookings.checkIn': async ({ bookingId }: { bookingId: string }) => {
        await held;
        return desk.move(bookingId, 'checked_in', 'Meera Rao');
      },
    });
    const user = asUser();
    await rowOf('Asha Verma');
    await user.keyboard('i');
    const row = await rowOf('Asha Verma');
    expect(await within(row).findByText('Saving…')).toBeTruthy();
    expect(within(row).queryByText('Checked in')).toBeNull();
    answer();
    expect(await within(row).findByText('Checked in')).toBeTruthy();
    expect(await screen.findByText('Asha Verma is checked in.')).toBeTruthy();
    const sent = calls.filter((call) => call.path === 'bookings.checkIn');
    expect(sent).toHaveLength(1);
    expect(sent[0]?.idempotencyKey).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('cancels only with a reason, and says on the button what goes back', async () => {
    const { calls } = openBoard([asha1, ravi2]);
    const user = asUser();
    await rowOf('Asha Verma');
    await user.keyboard('c');
    const confirm = await screen.findByRole('button', { name: 'Cancel and refund ₹800' });
    await user.click(confirm);
    expect(await screen.findByText('Give a reason of at least 3 letters.')).toBeTruthy();
    expect(calls.some((call) => call.path === 'bookings.cancel')).toBe(false);
    await user.type(screen.getByLabelText(/Reason/), 'The doctor is ill');
    await user.click(confirm);
    const row = await rowOf('Asha Verma');
    expect(await within(row).findByText('Cancelled')).toBeTruthy();
    expect(calls.find((call) => call.path === 'bookings.cancel')?.input).toEqual({
      bookingId: asha1.id,
      reason: 'The doctor is ill',
    });
    expect(await screen.findByText(/₹800 are on their way back/)).toBeTruthy();
  });

  it('names who changed the state when another user was quicker', async () => {
    const { desk } = openBoard([asha1, ravi2]);
    const user = asUser();
    await rowOf('Asha Verma');
    desk.move(asha1.id, 'cancelled', 'Kiran Das');
    await user.keyboard('i');
    expect(await screen.findByText('Somebody was quicker')).toBeTruthy();
    expect(screen.getByText(/Kiran Das changed the visit of Asha Verma to “Cancelled”/)).toBeTruthy();
    expect(within(await rowOf('Asha Verma')).getByText('Cancelled')).toBeTruthy();
  });

  it('says that the outcome is unknown when the connection breaks, and sends the same key again', async () => {
    let isDown = true;
    const { desk, calls } = openBoard([asha1], {
      'bookings.checkIn': ({ bookingId }: { bookingId: string }) => {
        // The command was done, but its response is lost.
        const now = desk.move(bookingId, 'checked_in', 'Meera Rao');
        if (isDown) throw new TypeError('Failed to fetch');
        return now;
      },
    });
    const user = asUser();
    await rowOf('Asha Verma');
    await user.keyboard('i');
    expect(await screen.findByText('We do not know yet whether “Check in” was done')).toBeTruthy();
    isDown = false;
    await user.keyboard('i');
    expect(await within(await rowOf('Asha Verma')).findByText('Checked in')).toBeTruthy();
    const keys = calls.filter((call) => call.path === 'bookings.checkIn').map((call) => call.idempotencyKey);
    expect(keys.length).toBeGreaterThan(2);
    expect(new Set(keys).size).toBe(1);
  });

  it('ignores letters once they are turned off, and still handles arrows and Enter', async () => {
    const { calls } = openBoard([asha1, ravi2]);
    const user = asUser();
    await rowOf('Asha Verma');
    await user.keyboard('?');
    await user.click(await screen.findByRole('switch', { name: /Keys without Ctrl/ }));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    (document.activeElement as HTMLElement).blur();
    await user.keyboard('i');
    await user.keyboard('{ArrowDown}{Enter}');
    expect(await screen.findByRole('complementary', { name: 'Ravi Kumar' })).toBeTruthy();
    expect(calls.some((call) => call.path === 'bookings.checkIn')).toBe(false);
    localStorage.removeItem('holdfast.single-keys');
  });

  it('explains why a no-show is too early instead of sending it', async () => {
    const { calls } = openBoard([ravi2]);
    const user = asUser();
    await rowOf('Ravi Kumar');
    await user.keyboard('n');
    expect(await screen.findByText(/Possible from 11:45 am, 15 minutes after the start/)).toBeTruthy();
    expect(calls.some((call) => call.path === 'bookings.noShow')).toBe(false);
  });
});

describe('live changes', () => {
  const change = (version: number, state: string): FeedMessage => ({
    type: 'change',
    event: {
      cursor: `1.${version}.1`,
      clinicId: asha.id,
      subject: 'booking',
      subjectId: asha1.id,
      version,
      state,
    },
  });

  it('never bring back an older version, in whatever order they arrive', async () => {
    const readings = [
      fakeVisit(1, { patientName: 'Asha Verma', version: 6, state: 'completed' }),
      fakeVisit(1, { patientName: 'Asha Verma', version: 4, state: 'checked_in' }),
      fakeVisit(1, { patientName: 'Asha Verma', version: 5, state: 'in_consultation' }),
    ];
    let reads = 0;
    const { tell } = openBoard([asha1], {
      'bookings.board': ({ date }: { date: string }) => {
        const booking = reads === 0 ? asha1 : (readings[Math.min(reads, 3) - 1] ?? asha1);
        reads += 1;
        return { date, bookings: [booking], serverNow: fakeNow };
      },
    });
    const row = await rowOf('Asha Verma');
    const seen: string[] = [];
    const watch = new MutationObserver(() => seen.push(row.textContent ?? ''));
    watch.observe(row, { subtree: true, childList: true, characterData: true });
    tell(change(6, 'completed'));
    expect(await within(row).findByText('Completed')).toBeTruthy();
    for (const late of [change(7, 'completed'), change(8, 'completed')]) {
      const before = reads;
      tell(late);
      await waitFor(() => expect(reads).toBeGreaterThan(before));
    }
    await waitFor(() => expect(reads).toBe(4));
    expect(within(row).getByText('Completed')).toBeTruthy();
    watch.disconnect();
    expect(seen.some((text) => /Checked in|With the doctor/.test(text))).toBe(false);
  });

  it('are announced to a screen reader in one polite sentence', async () => {
    const { desk, tell } = openBoard([asha1, ravi2]);
    await rowOf('Asha Verma');
    desk.move(asha1.id, 'checked_in', 'Kiran Das');
    tell(change(4, 'checked_in'));
    expect(
      await screen.findByText('Asha Verma: Checked in', { selector: '[aria-live="polite"]' }),
    ).toBeTruthy();
  });
});

describe('a long day', () => {
  it('pages, counts and searches over all of 200 bookings', async () => {
    openBoard(fakeDay(200, '2026-11-23'));
    const user = asUser();
    await screen.findByText(/of 200$/);
    expect(document.querySelectorAll('tbody tr[data-booking]')).toHaveLength(50);
    // Query the counters alone: a query by role over all 200 rows is slow.
    const counters = within(document.querySelector('fieldset') as HTMLElement);
    expect(counters.getByRole('button', { name: 'Held 22' })).toBeTruthy();
    await user.keyboard('/');
    await user.keyboard('40199');
    expect(await screen.findByText('1 booking')).toBeTruthy();
    await user.clear(screen.getByLabelText('Name or phone'));
    await user.click(counters.getByRole('button', { name: 'No-show 22' }));
    expect(await screen.findByText('22 bookings')).toBeTruthy();
  });

  it('moves to the next page by arrow and opens a row with Enter', async () => {
    openBoard(fakeDay(60, '2026-11-23'));
    const user = asUser();
    await screen.findByText(/of 60$/);
    await user.keyboard('{End}');
    expect(await screen.findByText('51 to 60 of 60')).toBeTruthy();
    await waitFor(() => expect(document.activeElement?.hasAttribute('data-booking')).toBe(true));
    await user.keyboard('{Enter}');
    expect(await screen.findByText('History')).toBeTruthy();
  });

  it('shows names of sixty letters in three scripts', async () => {
    openBoard(fakeDay(4, '2026-11-23'));
    for (const name of hardNames) expect(await rowOf(name)).toBeTruthy();
  });
});

describe('the states of the page', () => {
  it('explains an empty day and offers the action that adds a booking', async () => {
    openBoard([]);
    expect(await screen.findByText('No bookings on this day')).toBeTruthy();
    expect(screen.getAllByRole('button', { name: 'Book a visit' })).toHaveLength(2);
  });

  it('says what the filters hide and clears them in one press', async () => {
    openBoard([asha1], {}, `${path}&states=no_show`);
    const user = asUser();
    await user.click(await screen.findByRole('button', { name: 'Clear the filters' }));
    expect(await rowOf('Asha Verma')).toBeTruthy();
  });

  it('is forbidden to users who are not staff', async () => {
    openBoard([], { 'auth.me': () => ({ ...staffMe('receptionist'), memberships: [] }) });
    expect(await screen.findByText('This page is not for your account')).toBeTruthy();
  });

  it('says so when the network is down, and recovers on retry', async () => {
    let isDown = true;
    const { desk } = openBoard([asha1], {
      'bookings.board': (input: never, call) => {
        if (isDown) throw new TypeError('Failed to fetch');
        return desk.handlers['bookings.board']?.(input, call);
      },
    });
    const user = asUser();
    const again = await screen.findByRole('button', { name: 'Try again' });
    expect(screen.getByText('No connection')).toBeTruthy();
    isDown = false;
    await user.click(again);
    expect(await rowOf('Asha Verma')).toBeTruthy();
  });

  it('lets a doctor start and complete consultations but not check in', async () => {
    const arrived = fakeVisit(2, { patientName: 'Ravi Kumar', state: 'checked_in' });
    openBoard([asha1, arrived], {}, path, 'doctor');
    const user = asUser();
    const row = await rowOf('Ravi Kumar');
    expect(within(row).getByRole('button', { name: 'Start, Ravi Kumar' })).toBeTruthy();
    expect(within(await rowOf('Asha Verma')).queryByRole('button')).toBeNull();
    await user.keyboard('i');
    expect(await screen.findByText('Your role may not do this.')).toBeTruthy();
  });

  it('is available in Hindi and Spanish', async () => {
    await changeLocale('hi');
    openBoard([asha1]);
    expect(await screen.findByRole('button', { name: 'चेक-इन, Asha Verma' })).toBeTruthy();
    cleanup();
    await changeLocale('es');
    openBoard([asha1]);
    expect(await screen.findByRole('button', { name: 'Llegada, Asha Verma' })).toBeTruthy();
  });
});
