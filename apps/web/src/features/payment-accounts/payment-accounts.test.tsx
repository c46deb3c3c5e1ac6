import '../../testing/dom.ts';
import { notifications } from '@mantine/notifications';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allLocales, changeLocale, startI18n } from '../../i18n/i18n.ts';
import {
  createFakeAccounts,
  type FakeAccountsOptions,
  fakeAccount,
  fakePending,
} from '../../testing/fake-accounts.ts';
import { staffMe } from '../../testing/fake-board.ts';
import { fakeClinics } from '../../testing/fake-clinics.ts';
import { asha, fakeId } from '../../testing/fake-data.ts';
import { type FakeHandlers, FakeRefusal } from '../../testing/fake-link.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { setScreenWidth } from '../../testing/screen-width.ts';

const asUser = () => userEvent.setup({ delay: null });
type User = ReturnType<typeof asUser>;

/** As one does with keys and long reasons: pasted. */
async function fill(user: User, field: HTMLElement, text: string): Promise<void> {
  await user.click(field);
  await user.paste(text);
}
const keyId = 'rzp_live_4hQ9sW2kTzXv';
const secretKey = 'q8ZpL0vN3sR7tY1u';
const webhookSecret = 'webhook-Secret-77aa';

beforeAll(startI18n);
beforeEach(() => setScreenWidth(1440));
afterEach(async () => {
  notifications.clean();
  cleanup();
  await changeLocale('en');
});

function open(options: FakeAccountsOptions = {}, more: FakeHandlers = {}) {
  return renderApp('/payment-accounts', {
    'auth.me': () => staffMe('admin'),
    ...fakeClinics([asha]),
    ...createFakeAccounts(options),
    ...more,
  });
}

const account = (number: number) =>
  screen.findByRole('group', { name: `Razorpay acc_Holdfast${String(number).padStart(4, '0')}` });

async function cardOf(number: number) {
  return within(await account(number));
}

type Drawer = ReturnType<typeof within>;

async function openConnect(user: User): Promise<Drawer> {
  await user.click(await screen.findByRole('button', { name: 'Connect an account' }));
  return within(await screen.findByRole('dialog', { name: 'Connect an account' }));
}

async function fillIn(user: User, drawer: Drawer): Promise<void> {
  await fill(user, drawer.getByLabelText(/Account at the provider/), 'acc_NewAccount1');
  await user.click(drawer.getByRole('radio', { name: /Live/ }));
  await fill(user, drawer.getByLabelText(/Key id/), ` ${keyId} `);
  await fill(user, drawer.getByLabelText(/Secret key/), secretKey);
  await fill(user, drawer.getByLabelText(/Webhook secret/), webhookSecret);
  await fill(user, drawer.getByLabelText(/Reason/), 'the clinic has its own account now');
}

const sent = (calls: readonly { path: string; input: unknown }[], path: string) =>
  calls.filter((call) => call.path === path).map(({ input }) => input);

describe('the list of accounts', () => {
  it('shows provider, mode, state, the ends of the keys and the address for webhooks', async () => {
    open({ accounts: [fakeAccount(1)] });
    const card = await cardOf(1);
    expect(card.getByText('Test')).toBeTruthy();
    expect(card.getByText('In use')).toBeTruthy();
    expect(card.getAllByText(/ends in aB3x/)).toHaveLength(2);
    expect(card.getByText(/^stored/)).toBeTruthy();
    const copy = card.getByRole('button', { name: /^Copy the webhook address/ });
    expect(copy.textContent).toContain(`http://localhost:3000${fakeAccount(1).webhookPath}`);
  });

  it('copies the whole address', async () => {
    open({ accounts: [fakeAccount(1)] });
    const user = asUser();
    await user.click((await cardOf(1)).getByRole('button', { name: /^Copy the webhook address/ }));
    expect(await navigator.clipboard.readText()).toBe(`http://localhost:3000${fakeAccount(1).webhookPath}`);
  });

  it('explains what an account is for where there is none', async () => {
    open({ accounts: [] });
    expect(await screen.findByText('No account of your own yet')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Connect an account' })).toBeTruthy();
  });

  it('offers no keys where the installation cannot seal them', async () => {
    open({ accounts: [fakeAccount(1, { mode: 'live', pending: fakePending(1, true) })], isSealed: false });
    const card = await cardOf(1);
    expect(screen.getByText(/has no key to seal secrets with/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Connect an account' })).toBeNull();
    expect(card.queryByRole('button', { name: 'Confirm' })).toBeNull();
    expect(card.getByRole('button', { name: 'Withdraw' })).toBeTruthy();
  });

  it('says that it could not be read, and reads it again', async () => {
    let isDown = true;
    const accounts = createFakeAccounts();
    open(
      {},
      {
        'providerAccounts.list': (input, call) => {
          if (isDown) throw new FakeRefusal('INTERNAL');
          return accounts['providerAccounts.list']?.(input, call);
        },
      },
    );
    const retry = await screen.findByRole('button', { name: 'Try again' });
    isDown = false;
    await asUser().click(retry);
    expect(await account(1)).toBeTruthy();
  });

  it('is forbidden to the front desk, without a request to the server', async () => {
    const { calls } = open({}, { 'auth.me': () => staffMe('receptionist') });
    expect(await screen.findByText('This page is not for your account')).toBeTruthy();
    expect(sent(calls, 'providerAccounts.list')).toEqual([]);
    expect(screen.queryByRole('link', { name: 'Payment accounts' })).toBeNull();
  });
});

describe('connecting an account', () => {
  it('sends what was entered once, without the spaces of pasting, and shows what the server returned', async () => {
    const { calls } = open({ accounts: [] });
    const user = asUser();
    const drawer = await openConnect(user);
    await fillIn(user, drawer);
    await user.click(drawer.getByRole('button', { name: 'Prove and connect' }));
    expect(await screen.findByText('The keys were proved. They wait for a second person.')).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
    const card = within(await screen.findByRole('group', { name: 'Razorpay acc_NewAccount1' }));
    expect(card.getByText(/ends in TzXv|ends in zXv/)).toBeTruthy();
    expect(card.getByText(/You asked for them yourself/)).toBeTruthy();
    expect(sent(calls, 'providerAccounts.connect')).toEqual([
      {
        clinicId: asha.id,
        provider: 'razorpay',
        accountRef: 'acc_NewAccount1',
        mode: 'live',
        secrets: [
          { purpose: 'api_key', value: keyId },
          { purpose: 'api_secret', value: secretKey },
          { purpose: 'webhook_current', value: webhookSecret },
        ],
        reason: 'the clinic has its own account now',
      },
    ]);
  });

  it('keeps no key in the address, in storage, in the page or in a cache', async () => {
    const { router, queryClient } = open({ accounts: [] });
    const user = asUser();
    const drawer = await openConnect(user);
    await fillIn(user, drawer);
    await user.click(drawer.getByRole('button', { name: 'Prove and connect' }));
    await screen.findByText('The keys were proved. They wait for a second person.');
    const kept = JSON.stringify([
      router.state.location.href,
      { ...localStorage },
      { ...sessionStorage },
      queryClient
        .getQueryCache()
        .getAll()
        .map(({ state, queryKey }) => [state, queryKey]),
      queryClient
        .getMutationCache()
        .getAll()
        .map(({ state }) => state),
      document.body.innerHTML,
    ]);
    expect([keyId, secretKey, webhookSecret].filter((secret) => kept.includes(secret))).toEqual([]);
    const again = await openConnect(user);
    expect(again.getByLabelText(/Secret key/)).toHaveProperty('value', '');
  });

  it('hides what is typed', async () => {
    open({ accounts: [] });
    const drawer = await openConnect(asUser());
    const inputs = [/Key id/, /Secret key/, /Webhook secret/].map((name) => drawer.getByLabelText(name));
    expect(inputs.map((input) => input.getAttribute('type'))).toEqual(['password', 'password', 'password']);
  });

  it('sends nothing while something is missing', async () => {
    const { calls } = open({ accounts: [] });
    const user = asUser();
    const drawer = await openConnect(user);
    await user.click(drawer.getByRole('button', { name: 'Prove and connect' }));
    expect(drawer.getAllByText(/^Copy it again, without spaces/)).toHaveLength(3);
    expect(drawer.getByText('Give a reason of at least 3 letters.')).toBeTruthy();
    expect(sent(calls, 'providerAccounts.connect')).toEqual([]);
  });

  it.each([
    [new FakeRefusal('ACCOUNT_TAKEN'), /is connected already/],
    [new FakeRefusal('KEYS_REJECTED'), /does not accept these keys/],
    [new FakeRefusal('PROVIDER_UNAVAILABLE'), /the keys could not be proved\. Nothing was changed/],
    [
      new FakeRefusal('INVALID_INPUT', { fields: [{ field: 'mode', problem: 'these are test keys' }] }),
      'These are keys of the other mode.',
    ],
  ])('says what is wrong and keeps the inputs: %s', async (refusal, words) => {
    open(
      { accounts: [] },
      {
        'providerAccounts.connect': () => {
          throw refusal;
        },
      },
    );
    const user = asUser();
    const drawer = await openConnect(user);
    await fillIn(user, drawer);
    await user.click(drawer.getByRole('button', { name: 'Prove and connect' }));
    expect(await drawer.findByText(words)).toBeTruthy();
    expect(drawer.getByLabelText(/Secret key/)).toHaveProperty('value', secretKey);
  });
});

describe('new keys', () => {
  it('are sent for what was filled in alone', async () => {
    const { calls } = open();
    const user = asUser();
    await user.click((await cardOf(2)).getByRole('button', { name: 'New keys' }));
    const drawer = within(await screen.findByRole('dialog', { name: 'Replace the keys' }));
    await user.click(drawer.getByRole('button', { name: 'Prove and replace' }));
    expect(drawer.getAllByText('Enter at least one new key.')).toHaveLength(3);
    await fill(user, drawer.getByLabelText(/Secret key/), secretKey);
    await fill(user, drawer.getByLabelText(/Reason/), 'the yearly change');
    await user.click(drawer.getByRole('button', { name: 'Prove and replace' }));
    expect(await screen.findByText('The keys were proved and are in use.')).toBeTruthy();
    expect(sent(calls, 'providerAccounts.rotate')).toEqual([
      {
        providerAccountId: fakeId(12, 2),
        secrets: [{ purpose: 'api_secret', value: secretKey }],
        reason: 'the yearly change',
      },
    ]);
    expect((await cardOf(2)).getByText(/ends in tY1u/)).toBeTruthy();
  });

  it('are not offered while others wait, nor for a closed account', async () => {
    open();
    for (const number of [1, 3, 5]) {
      expect((await cardOf(number)).queryByRole('button', { name: 'New keys' })).toBeNull();
    }
    expect((await cardOf(5)).getByRole('button', { name: 'Connect again' })).toBeTruthy();
  });
});

describe('keys that wait', () => {
  const toConfirm = /^The keys are proved once more/;

  it('are confirmed with a reason by another person, by keyboard alone', async () => {
    const { calls } = open();
    const user = asUser();
    const card = await cardOf(1);
    expect(card.getByText(/^Anil Deshpande asked for them/)).toBeTruthy();
    expect(card.getByText('Reason: The old keys were seen on a screen during a call')).toBeTruthy();
    card.getByRole('button', { name: 'Confirm' }).focus();
    await user.keyboard('{Enter}');
    await screen.findByText(toConfirm);
    await waitFor(() => expect(document.activeElement?.tagName).toBe('TEXTAREA'));
    await user.keyboard('compared by phone{Tab}{Tab}{Enter}');
    expect(await screen.findByText('The keys are in use.')).toBeTruthy();
    expect(sent(calls, 'providerAccounts.confirm')).toEqual([
      { providerAccountId: fakeId(12, 1), keyChangeId: fakeId(13, 1), reason: 'compared by phone' },
    ]);
    expect((await cardOf(1)).getAllByText(/ends in Zz91/)).toHaveLength(2);
  });

  it('are only withdrawn by the person who asked for them', async () => {
    open();
    const card = await cardOf(3);
    expect(card.queryByRole('button', { name: 'Confirm' })).toBeNull();
    const user = asUser();
    await user.click(card.getByRole('button', { name: 'Withdraw' }));
    const dialog = within(await screen.findByRole('dialog'));
    await fill(user, dialog.getByLabelText(/Reason/), 'the wrong account');
    await user.click(dialog.getByRole('button', { name: 'Withdraw' }));
    expect(await screen.findByText('The keys are withdrawn and erased.')).toBeTruthy();
    expect((await cardOf(3)).getByText('Closed')).toBeTruthy();
  });

  it('stay where the server knows better who asked', async () => {
    open(
      {},
      {
        'providerAccounts.confirm': () => {
          throw new FakeRefusal('SECOND_PERSON_NEEDED');
        },
      },
    );
    const user = asUser();
    await user.click((await cardOf(1)).getByRole('button', { name: 'Confirm' }));
    const dialog = within(await screen.findByRole('dialog'));
    await fill(user, dialog.getByLabelText(/Reason/), 'compared by phone');
    await user.click(dialog.getByRole('button', { name: 'Confirm' }));
    expect(await dialog.findByText(/You have asked for this yourself/)).toBeTruthy();
  });

  it('are shown as they are by now when another person was first', async () => {
    open(
      {},
      {
        'providerAccounts.confirm': () => {
          throw new FakeRefusal('STATE_CONFLICT');
        },
      },
    );
    const user = asUser();
    await user.click((await cardOf(1)).getByRole('button', { name: 'Confirm' }));
    const dialog = within(await screen.findByRole('dialog'));
    await fill(user, dialog.getByLabelText(/Reason/), 'compared by phone');
    await user.click(dialog.getByRole('button', { name: 'Confirm' }));
    expect(await screen.findByText(/This has changed in the meantime/)).toBeTruthy();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});

describe('the life of an account', () => {
  it('ends the time of the webhook secret before', async () => {
    open();
    const user = asUser();
    await user.click((await cardOf(2)).getByRole('button', { name: 'Stop accepting it' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Stop accepting it' }));
    expect(dialog.getByText('Give a reason of at least 3 letters.')).toBeTruthy();
    await fill(user, dialog.getByLabelText(/Reason/), 'a day has passed');
    await user.click(dialog.getByRole('button', { name: 'Stop accepting it' }));
    expect(await screen.findByText('The webhook secret before is no longer accepted.')).toBeTruthy();
    expect((await cardOf(2)).queryByText('Webhook secret before')).toBeNull();
  });

  it('drains and resumes with a reason', async () => {
    open({ accounts: [fakeAccount(1)] });
    const user = asUser();
    for (const [button, state] of [
      ['No new payments', 'Draining'],
      ['New payments again', 'In use'],
    ] as const) {
      await user.click((await cardOf(1)).getByRole('button', { name: button }));
      const dialog = within(await screen.findByRole('dialog'));
      await fill(user, dialog.getByLabelText(/Reason/), 'a change of banks');
      await user.click(dialog.getByRole('button', { name: button }));
      expect(await (await cardOf(1)).findByText(state)).toBeTruthy();
      await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    }
  });

  it('closes only what nothing depends on, and names what does', async () => {
    const none = { openOrders: 0, openRefunds: 0, openOperations: 0, waitingEvents: 0, unplacedMoney: 0 };
    open({ use: { ...none, openOrders: 1, paidVisits: 3 } });
    const user = asUser();
    expect((await cardOf(2)).queryByRole('button', { name: 'Close' })).toBeNull();
    await user.click((await cardOf(4)).getByRole('button', { name: 'Close' }));
    const dialog = within(await screen.findByRole('dialog'));
    await fill(user, dialog.getByLabelText(/Reason/), 'a change of banks');
    const buttons = dialog.getAllByRole('button', { name: 'Close' });
    await user.click(buttons.at(-1) as HTMLElement);
    expect(await dialog.findByText('3 paid visits that are not over')).toBeTruthy();
    expect(dialog.getByText('1 order that may still be paid')).toBeTruthy();
    expect(dialog.queryByText(/refund/)).toBeNull();
  });

  it('is left as it is by Escape', async () => {
    const { calls } = open({ accounts: [fakeAccount(1)] });
    const user = asUser();
    await user.click((await cardOf(1)).getByRole('button', { name: 'No new payments' }));
    await screen.findByRole('dialog');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(sent(calls, 'providerAccounts.drain')).toEqual([]);
  });
});

describe.each(allLocales)('everybody in %s', (locale) => {
  it('can use the list and its forms', async () => {
    await changeLocale(locale);
    open();
    const user = asUser();
    await account(1);
    // Colour rules need a layout, which jsdom lacks; the library's dialogs have a header of their own.
    const rules = {
      'color-contrast': { enabled: false },
      region: { enabled: false },
      'landmark-no-duplicate-banner': { enabled: false },
      'landmark-unique': { enabled: false },
    };
    const check = async (): Promise<void> => {
      const { violations } = await axe.run(document.body, { rules });
      expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
    };
    await check();
    const [connect] = within(screen.getByRole('main')).getAllByRole('button');
    await user.click(connect as HTMLElement);
    await screen.findByRole('dialog');
    await check();
  }, 60_000);
});
