import '../../../testing/dom.ts';
import { notifications } from '@mantine/notifications';
import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startI18n } from '../../../i18n/i18n.ts';
import { forgetServerClock } from '../../../lib/clock/server-clock.ts';
import { fakeVisit } from '../../../testing/fake-board.ts';
import { fakeBooking, fakeId, fakeNow } from '../../../testing/fake-data.ts';
import { createFakeDesk } from '../../../testing/fake-desk.ts';
import { createFakeDrawers, fakeClosing, fakeDrawer, fakeSession } from '../../../testing/fake-drawers.ts';
import { type FakeHandlers, FakeRefusal } from '../../../testing/fake-link.ts';
import { fakePaymentOf } from '../../../testing/fake-payments.ts';
import { renderApp } from '../../../testing/render-app.tsx';
import { setScreenWidth } from '../../../testing/screen-width.ts';

const asUser = () => userEvent.setup({ delay: null });

beforeAll(startI18n);
// The page is loaded when it is first opened; that is no part of the waiting of a test.
beforeAll(() => import('../board-page.tsx'));
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

const permitted = fakeVisit(1, {
  patientName: 'Ravi Kumar',
  cover: 'desk_permission',
  payment: { state: 'pending' },
  money: { state: 'at_desk' },
});
const paid = fakeVisit(1, { ...permitted, version: 9, payment: {}, money: { state: 'paid', paid: 80_000 } });
const held = fakeBooking({
  id: fakeId(2, 1),
  patientName: 'Ravi Kumar',
  startsAt: '2026-11-23T08:00:00.000Z',
  endsAt: '2026-11-23T08:20:00.000Z',
});

function open(
  booking = permitted,
  more: FakeHandlers = {},
  role: 'receptionist' | 'doctor' | 'admin' = 'receptionist',
) {
  const desk = createFakeDesk({ bookings: [booking], role, now: () => fakeNow });
  return renderApp(`/board?date=2026-11-23&booking=${booking.id}`, {
    ...desk.handlers,
    ...createFakeDrawers([fakeDrawer(1)]),
    'bills.receive': () => paid,
    ...more,
  });
}

/** By its text: a search by role through a whole board is slow. */
const button = (name: string) => screen.findByText(name);
const dialog = async (name: RegExp) => within(await screen.findByRole('dialog', { name }));
const sent = (calls: readonly { path: string; input: unknown }[], path: string) =>
  calls.filter((call) => call.path === path).map(({ input }) => input as Record<string, unknown>);

describe('taking a payment', () => {
  it('offers what is due, into the one open drawer, and shows what the server has recorded', async () => {
    const { calls } = open();
    const user = asUser();
    await user.click(await button('Take payment'));
    const asked = await dialog(/Take a payment/);
    await user.click(await asked.findByRole('button', { name: 'Received ₹800.00' }));
    expect(await screen.findByText('₹800.00 received.')).toBeTruthy();
    expect(sent(calls, 'bills.receive')).toMatchObject([
      { billId: permitted.billId, drawerId: fakeDrawer(1).id, kind: 'cash', amountMinor: 80_000 },
    ]);
  });

  it('takes a part by the card terminal for a visit that stands', async () => {
    const { calls } = open();
    const user = asUser();
    await user.click(await button('Take payment'));
    const asked = await dialog(/Take a payment/);
    const amount = await asked.findByRole('textbox', { name: /Amount received/ });
    await user.clear(amount);
    await user.type(amount, '300');
    await user.click(asked.getByRole('radio', { name: 'Card terminal' }));
    await user.click(asked.getByRole('button', { name: 'Received ₹300.00' }));
    await screen.findByText('₹300.00 received.');
    expect(sent(calls, 'bills.receive')).toMatchObject([{ kind: 'terminal', amountMinor: 30_000 }]);
  });

  it('fixes the amount for a time that is only held', async () => {
    open(held);
    const user = asUser();
    await user.click(await button('Take payment'));
    const amount = await (await dialog(/Take a payment/)).findByRole('textbox', { name: /Amount received/ });
    expect(amount.hasAttribute('readonly')).toBe(true);
  });

  it('sends the same id again after an unknown outcome, and another one from another dialog', async () => {
    let isDown = true;
    const { calls } = open(permitted, {
      'bills.receive': () => {
        if (isDown) throw new Error('the connection broke');
        return permitted;
      },
    });
    const user = asUser();
    await user.click(await button('Take payment'));
    const asked = await dialog(/Take a payment/);
    await user.click(await asked.findByRole('button', { name: /^Received/ }));
    await asked.findByRole('alert');
    isDown = false;
    await user.click(asked.getByRole('button', { name: /^Received/ }));
    await screen.findByText('₹800.00 received.');
    await user.click(await button('Take payment'));
    await user.click(await (await dialog(/Take a payment/)).findByRole('button', { name: /^Received/ }));
    await screen.findAllByText('₹800.00 received.');
    const ids = sent(calls, 'bills.receive').map(({ depositId }) => depositId);
    expect([ids.length, new Set(ids).size, ids[0] === ids[1]]).toEqual([3, 2, true]);
  });

  it('says that a colleague was quicker, in words', async () => {
    open(permitted, {
      'bills.receive': () => {
        throw new FakeRefusal('AMOUNT_NOT_DUE');
      },
    });
    const user = asUser();
    await user.click(await button('Take payment'));
    const asked = await dialog(/Take a payment/);
    await user.click(await asked.findByRole('button', { name: /^Received/ }));
    expect((await asked.findByRole('alert')).textContent).toContain('not the amount that is due');
  });

  it('leads to the cash desk where no drawer is open, and asks which where several are', async () => {
    const closed = fakeDrawer(1, { session: fakeSession(1, { closing: fakeClosing(0) }) });
    open(permitted, createFakeDrawers([closed]));
    const user = asUser();
    await user.click(await button('Take payment'));
    expect(await (await dialog(/Take a payment/)).findByText(/No drawer is open/)).toBeTruthy();
    cleanup();
    const { calls } = open(permitted, createFakeDrawers([fakeDrawer(1), fakeDrawer(2)]));
    await user.click(await button('Take payment'));
    const asked = await dialog(/Take a payment/);
    await user.click(await asked.findByRole('button', { name: /^Received/ }));
    expect(await asked.findByText('Choose a drawer.')).toBeTruthy();
    expect(sent(calls, 'bills.receive')).toEqual([]);
  });

  it('is not offered for a paid visit, nor to a doctor', async () => {
    open(paid);
    await screen.findByText('Attempts to pay');
    expect(screen.queryByRole('button', { name: 'Take payment' })).toBeNull();
    cleanup();
    open(permitted, {}, 'doctor');
    await screen.findByText('Attempts to pay');
    expect(screen.queryByRole('button', { name: 'Take payment' })).toBeNull();
  });
});

describe('handing money back', () => {
  const cancelled = fakeVisit(1, {
    patientName: 'Ravi Kumar',
    state: 'cancelled',
    money: { state: 'refund_due', refundDue: 80_000 },
  });
  const owed = {
    'payments.get': () => ({
      ...fakePaymentOf(cancelled),
      deposits: [{ id: fakeId(15, 1), kind: 'cash', amountMinor: 80_000, receivedAt: fakeNow }],
      owedAtDesk: { amountMinor: 80_000, currency: 'INR' },
    }),
    'bills.handBack': () => cancelled,
  };

  it('offers what is owed, the way it came, with a reason', async () => {
    const { calls } = open(cancelled, owed);
    const user = asUser();
    expect(await screen.findByText('Cash received')).toBeTruthy();
    await user.click(await button('Hand money back'));
    const asked = await dialog(/Hand money back/);
    expect(asked.queryByRole('radio', { name: 'Card terminal' })).toBeNull();
    await user.click(await asked.findByRole('button', { name: 'Handed back ₹800.00' }));
    expect(sent(calls, 'bills.handBack')).toEqual([]);
    await user.type(asked.getByRole('textbox', { name: /Reason/ }), 'the doctor is ill');
    await user.click(asked.getByRole('button', { name: 'Handed back ₹800.00' }));
    expect(await screen.findByText('₹800.00 handed back.')).toBeTruthy();
    expect(sent(calls, 'bills.handBack')).toMatchObject([
      { kind: 'cash', amountMinor: 80_000, reason: 'the doctor is ill' },
    ]);
  });

  it('offers of each way what came by it, where money came by both', async () => {
    const both = {
      'payments.get': () => ({
        ...fakePaymentOf(cancelled),
        deposits: [
          { id: fakeId(15, 1), kind: 'cash', amountMinor: 50_000, receivedAt: fakeNow },
          { id: fakeId(15, 2), kind: 'terminal', amountMinor: 30_000, receivedAt: fakeNow },
        ],
        owedAtDesk: { amountMinor: 80_000, currency: 'INR' },
      }),
      'bills.handBack': () => cancelled,
    };
    const { calls } = open(cancelled, both);
    const user = asUser();
    await user.click(await button('Hand money back'));
    const asked = await dialog(/Hand money back/);
    expect(await asked.findByRole('button', { name: 'Handed back ₹500.00' })).toBeTruthy();
    await user.click(asked.getByRole('radio', { name: 'Card terminal' }));
    await user.type(asked.getByRole('textbox', { name: /Reason/ }), 'the doctor is ill');
    await user.click(asked.getByRole('button', { name: 'Handed back ₹300.00' }));
    await screen.findByText('₹300.00 handed back.');
    expect(sent(calls, 'bills.handBack')).toMatchObject([{ kind: 'terminal', amountMinor: 30_000 }]);
  });

  it('lets those who rule about money correct a receipt, and nobody else', async () => {
    const received = {
      'payments.get': () => ({
        ...fakePaymentOf(paid),
        deposits: [{ id: fakeId(15, 1), kind: 'cash', amountMinor: 80_000, receivedAt: fakeNow }],
      }),
      'bills.handBack': () => paid,
    };
    open(paid, received);
    await screen.findByText('Cash received');
    expect(screen.queryByText('Correct a receipt')).toBeNull();
    cleanup();
    const { calls } = open(paid, received, 'admin');
    const user = asUser();
    await user.click(await button('Correct a receipt'));
    const asked = await dialog(/Hand money back/);
    expect(asked.getByText(/Nothing is owed back/)).toBeTruthy();
    await user.type(await asked.findByRole('textbox', { name: /Amount/ }), '100');
    await user.type(asked.getByRole('textbox', { name: /Reason/ }), 'typed one zero too many');
    await user.click(asked.getByRole('button', { name: 'Handed back ₹100.00' }));
    await screen.findByText('₹100.00 handed back.');
    expect(sent(calls, 'bills.handBack')).toMatchObject([{ kind: 'cash', amountMinor: 10_000 }]);
  });
});
