import '../../testing/dom.ts';
import { notifications } from '@mantine/notifications';
import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allLocales, changeLocale, startI18n } from '../../i18n/i18n.ts';
import { staffMe } from '../../testing/fake-board.ts';
import { fakeClinics } from '../../testing/fake-clinics.ts';
import { asha } from '../../testing/fake-data.ts';
import {
  createFakeDrawers,
  fakeClosing,
  fakeDrawer,
  fakeDrawers,
  fakeSession,
} from '../../testing/fake-drawers.ts';
import { type FakeHandlers, FakeRefusal } from '../../testing/fake-link.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { setScreenWidth } from '../../testing/screen-width.ts';

const asUser = () => userEvent.setup({ delay: null });

beforeAll(startI18n);
// The page is loaded when it is first opened; that is no part of the waiting of a test.
beforeAll(() => import('./cash-desk-page.tsx'));
beforeEach(() => setScreenWidth(1440));
afterEach(async () => {
  notifications.clean();
  cleanup();
  await changeLocale('en');
});

function open(
  drawers = fakeDrawers(),
  role: Parameters<typeof staffMe>[0] = 'receptionist',
  more: FakeHandlers = {},
) {
  return renderApp('/cash-desk', {
    'auth.me': () => staffMe(role),
    ...fakeClinics([asha]),
    ...createFakeDrawers(drawers),
    ...more,
  });
}

const card = async (name: string) => within(await screen.findByRole('group', { name }));
const dialog = async (name: string) => within(await screen.findByRole('dialog', { name }));
const sent = (calls: readonly { path: string; input: unknown }[], path: string) =>
  calls.filter((call) => call.path === path).map(({ input }) => input);

describe('the drawers', () => {
  it('show what was counted and expected, and the difference in words', async () => {
    open();
    expect((await card('Front desk')).getByText('Open')).toBeTruthy();
    const missing = await card('Pharmacy');
    expect(missing.getByText('₹2,790.00')).toBeTruthy();
    expect(missing.getByText('₹2,800.00')).toBeTruthy();
    expect(missing.getByText('₹10.00 missing')).toBeTruthy();
    expect((await card('Ward 7')).getByText('₹10.00 too much')).toBeTruthy();
    expect((await card('Night counter')).getByText('none')).toBeTruthy();
    expect((await card('Laboratory on the second floor')).getByText('Never opened')).toBeTruthy();
  });

  it('are explained where there is none: an administrator adds one, another person asks for it', async () => {
    open([], 'admin');
    expect(await screen.findByText('No drawer yet')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Add a drawer' })).toBeTruthy();
    cleanup();
    open([]);
    expect(await screen.findByText(/Ask the clinic's administrator to add one/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Add a drawer' })).toBeNull();
  });

  it('are only looked at by a doctor, and not shown to a patient', async () => {
    open(fakeDrawers(), 'doctor');
    expect((await card('Front desk')).queryByRole('button')).toBeNull();
  });

  it('say that they could not be read, and are read again', async () => {
    let isDown = true;
    open(fakeDrawers(), 'receptionist', {
      'drawers.list': () => {
        if (isDown) throw new FakeRefusal('INTERNAL');
        return { drawers: fakeDrawers() };
      },
    });
    const again = await screen.findByRole('button', { name: 'Try again' });
    isDown = false;
    await asUser().click(again);
    expect(await card('Front desk')).toBeTruthy();
  });
});

describe('a count', () => {
  it('opens a drawer with what was entered', async () => {
    const { calls } = open([fakeDrawer(5, { name: 'Laboratory', session: null })]);
    const user = asUser();
    await user.click((await card('Laboratory')).getByRole('button', { name: 'Open' }));
    const asked = await dialog('Open Laboratory');
    await user.type(asked.getByRole('textbox', { name: /Cash in the drawer/ }), '1500.50');
    await user.click(asked.getByRole('button', { name: 'Open' }));
    expect(await screen.findByText('The drawer is open.')).toBeTruthy();
    expect(sent(calls, 'drawers.open')).toEqual([{ drawerId: fakeDrawer(5).id, countedMinor: 150_050 }]);
  });

  it('closes the session that was seen, does not say what is expected before, and tells the difference', async () => {
    const { calls } = open([fakeDrawer(1)]);
    const user = asUser();
    await user.click((await card('Front desk')).getByRole('button', { name: 'Count and close' }));
    const asked = await dialog('Close Front desk');
    expect(asked.queryByText(/₹/)).toBeNull();
    await user.type(asked.getByRole('textbox', { name: /Cash in the drawer/ }), '2790{Enter}');
    expect(await screen.findByText('The drawer is closed: ₹10.00 missing.')).toBeTruthy();
    expect(sent(calls, 'drawers.close')).toEqual([
      { drawerId: fakeDrawer(1).id, sessionId: fakeSession(1).id, countedMinor: 279_000 },
    ]);
    expect((await card('Front desk')).getByText('₹10.00 missing')).toBeTruthy();
  });

  it('is not sent empty; an empty drawer is a count of nothing', async () => {
    const { calls } = open([fakeDrawer(1)]);
    const user = asUser();
    await user.click((await card('Front desk')).getByRole('button', { name: 'Count and close' }));
    const asked = await dialog('Close Front desk');
    await user.click(asked.getByRole('button', { name: 'Count and close' }));
    expect(await asked.findByText(/also when the drawer is empty/)).toBeTruthy();
    expect(sent(calls, 'drawers.close')).toEqual([]);
    await user.type(asked.getByRole('textbox', { name: /Cash in the drawer/ }), '0');
    await user.dblClick(asked.getByRole('button', { name: 'Count and close' }));
    await screen.findByText(/The drawer is closed/);
    expect(sent(calls, 'drawers.close')).toHaveLength(1);
  });

  it('that a colleague was quicker with says so, and shows the count of the colleague', async () => {
    let isCounted = false;
    open([fakeDrawer(1)], 'receptionist', {
      'drawers.list': () => ({
        drawers: [
          isCounted
            ? fakeDrawer(1, { session: fakeSession(1, { closing: fakeClosing(280_000) }) })
            : fakeDrawer(1),
        ],
      }),
      'drawers.close': () => {
        isCounted = true;
        throw new FakeRefusal('STATE_CONFLICT');
      },
    });
    const user = asUser();
    await user.click((await card('Front desk')).getByRole('button', { name: 'Count and close' }));
    await user.type((await dialog('Close Front desk')).getByRole('textbox'), '1{Enter}');
    expect(await screen.findByText('Somebody else has counted this drawer in the meantime.')).toBeTruthy();
    expect(await (await card('Front desk')).findByText('Closed')).toBeTruthy();
  });
});

describe('a new drawer', () => {
  it('has a name that no other has', async () => {
    open(fakeDrawers(), 'admin');
    const user = asUser();
    await user.click(await screen.findByRole('button', { name: 'Add a drawer' }));
    const asked = await dialog('Add a drawer');
    await user.click(asked.getByRole('button', { name: 'Add' }));
    expect(await asked.findByText(/Enter a name/)).toBeTruthy();
    await user.type(asked.getByRole('textbox', { name: /Name/ }), 'Pharmacy');
    await user.click(asked.getByRole('button', { name: 'Add' }));
    expect(await asked.findByText('Another drawer has this name.')).toBeTruthy();
    await user.type(asked.getByRole('textbox', { name: /Name/ }), ' two');
    await user.click(asked.getByRole('button', { name: 'Add' }));
    expect(await card('Pharmacy two')).toBeTruthy();
  });
});

it.each(allLocales)('has no serious axe finding in %s, with an open dialog too', async (locale) => {
  open([fakeDrawer(1)]);
  await changeLocale(locale);
  const user = asUser();
  await user.click(within(await screen.findByRole('group', { name: 'Front desk' })).getByRole('button'));
  await screen.findByRole('dialog');
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
});
