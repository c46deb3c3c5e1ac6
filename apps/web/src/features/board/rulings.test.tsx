import '../../testing/dom.ts';
import type { ClinicRole } from '@holdfast/contract/auth/capabilities';
import { notifications } from '@mantine/notifications';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startI18n } from '../../i18n/i18n.ts';
import { forgetServerClock } from '../../lib/clock/server-clock.ts';
import { troubledVisits } from '../../testing/fake-board.ts';
import { fakeId, fakeNow } from '../../testing/fake-data.ts';
import { createFakeDesk } from '../../testing/fake-desk.ts';
import { type FakeHandlers, FakeRefusal } from '../../testing/fake-link.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { setScreenWidth } from '../../testing/screen-width.ts';

const date = '2026-11-23';
const asUser = () => userEvent.setup({ delay: null });
type User = ReturnType<typeof asUser>;

/** As one does with keys and long reasons: pasted. */
async function fill(user: User, field: HTMLElement, text: string): Promise<void> {
  await user.click(field);
  await user.paste(text);
}

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

async function openVisit(number: number, role: ClinicRole = 'billing', more: FakeHandlers = {}) {
  const desk = createFakeDesk({ bookings: troubledVisits(date), role, now: () => fakeNow });
  const app = renderApp(`/board?date=${date}&booking=${fakeId(2, number)}`, { ...desk.handlers, ...more });
  const panel = within(await screen.findByRole('complementary', { name: `Patient ${number}` }));
  await panel.findByText('Attempts to pay');
  return { ...app, panel };
}

const wrong = 901;
const refused = 902;
const notPaid = 903;

async function answer(user: User, button: string, reason: string): Promise<void> {
  const dialog = within(await screen.findByRole('dialog'));
  await fill(user, dialog.getByLabelText(/Reason/), reason);
  await user.click(dialog.getByRole('button', { name: button }));
}

describe('wrong money in the panel of a booking', () => {
  it('is placed with a reason, and shown as the server has it then', async () => {
    const { panel, calls } = await openVisit(wrong);
    const user = asUser();
    await user.click(panel.getByRole('button', { name: 'Place it' }));
    expect(await screen.findByText(/₹700\.00 counts as money for this visit/)).toBeTruthy();
    await answer(user, 'Place it', 'the patient pays the rest here');
    expect(await screen.findByText('The money counts for this visit now.')).toBeTruthy();
    await waitFor(() => expect(panel.queryByRole('button', { name: 'Place it' })).toBeNull());
    expect(calls.filter(({ path }) => path === 'payments.rule').map(({ input }) => input)).toEqual([
      {
        paymentId: fakeId(6, wrong),
        providerPaymentId: 'pay_HoldfastTest01',
        ruling: 'place',
        reason: 'the patient pays the rest here',
      },
    ]);
  });

  it('is sent back at once, and is then on its way', async () => {
    const { panel } = await openVisit(wrong, 'admin');
    const user = asUser();
    await user.click(panel.getByRole('button', { name: 'Send it back now' }));
    await answer(user, 'Send it back now', 'the patient asked for it');
    expect(await screen.findByText('The refund is asked for.')).toBeTruthy();
    expect(await panel.findByText('Asked for')).toBeTruthy();
    expect(panel.queryByRole('button', { name: 'Send it back now' })).toBeNull();
  });

  it('asks for a reason first, and sends nothing without one', async () => {
    const { panel, calls } = await openVisit(wrong);
    const user = asUser();
    await user.click(panel.getByRole('button', { name: 'Place it' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Place it' }));
    expect(dialog.getByText('Give a reason of at least 3 letters.')).toBeTruthy();
    expect(calls.some(({ path }) => path === 'payments.rule')).toBe(false);
  });

  it('is not decided by Escape, which leaves the booking open', async () => {
    const { panel, calls } = await openVisit(wrong);
    const user = asUser();
    await user.click(panel.getByRole('button', { name: 'Place it' }));
    await screen.findByRole('dialog');
    await waitFor(() => expect(document.activeElement?.tagName).toBe('TEXTAREA'));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(panel.getByRole('button', { name: 'Place it' })).toBeTruthy();
    expect(screen.getByRole('complementary', { name: `Patient ${wrong}` })).toBeTruthy();
    expect(calls.some(({ path }) => path === 'payments.rule')).toBe(false);
  });

  it.each(['receptionist', 'doctor'] as const)('offers nothing to a %s', async (role) => {
    const { panel } = await openVisit(wrong, role);
    expect(panel.getByText(/Set aside, not counted/)).toBeTruthy();
    expect(panel.queryByRole('button', { name: 'Place it' })).toBeNull();
    expect(panel.queryByRole('button', { name: 'Send it back now' })).toBeNull();
  });

  it('says that it has changed when the money moved meanwhile', async () => {
    const { panel } = await openVisit(wrong, 'billing', {
      'payments.rule': () => {
        throw new FakeRefusal('STATE_CONFLICT');
      },
    });
    const user = asUser();
    await user.click(panel.getByRole('button', { name: 'Place it' }));
    await answer(user, 'Place it', 'the patient pays the rest here');
    expect(await screen.findByText(/This has changed in the meantime/)).toBeTruthy();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('can be decided by everybody', async () => {
    const { panel } = await openVisit(wrong);
    await asUser().click(panel.getByRole('button', { name: 'Send it back now' }));
    const dialog = await screen.findByRole('dialog');
    const rules = {
      'color-contrast': { enabled: false },
      region: { enabled: false },
      'landmark-no-duplicate-banner': { enabled: false },
    };
    const { violations } = await axe.run(dialog, { rules });
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
});

describe('a refused refund', () => {
  it('is asked for again as a new request', async () => {
    const { panel } = await openVisit(refused);
    const user = asUser();
    await user.click(panel.getByRole('button', { name: 'Ask again' }));
    await answer(user, 'Ask again', 'the bank has opened the account again');
    expect(await screen.findByText('A new refund is asked for.')).toBeTruthy();
    expect(await panel.findByText('Asked for')).toBeTruthy();
    await waitFor(() => expect(panel.queryByRole('button', { name: 'Ask again' })).toBeNull());
  });
});

describe('a visit whose money went back', () => {
  it('has nothing to rule about', async () => {
    const { panel } = await openVisit(notPaid);
    expect(panel.queryByRole('button', { name: 'Ask again' })).toBeNull();
    expect(panel.queryByRole('button', { name: 'Place it' })).toBeNull();
  });
});
