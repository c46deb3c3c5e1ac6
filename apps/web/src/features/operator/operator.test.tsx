import '../../testing/dom.ts';
import { notifications } from '@mantine/notifications';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeLocale, startI18n } from '../../i18n/i18n.ts';
import { staffMe } from '../../testing/fake-board.ts';
import { fakeClinics } from '../../testing/fake-clinics.ts';
import { asha, fakeId } from '../../testing/fake-data.ts';
import { type FakeHandlers, FakeRefusal } from '../../testing/fake-link.ts';
import { createFakeOps, type FakeOpsOptions } from '../../testing/fake-ops.ts';
import { fakePage, type PageInput } from '../../testing/fake-page.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { setScreenWidth } from '../../testing/screen-width.ts';

const asUser = () => userEvent.setup({ delay: null });

beforeAll(startI18n);
beforeEach(() => setScreenWidth(1440));
afterEach(async () => {
  notifications.clean();
  cleanup();
  await changeLocale('en');
});

function openOps(path: string, options: FakeOpsOptions = {}, more: FakeHandlers = {}) {
  return renderApp(path, {
    'auth.me': () => staffMe('admin', true),
    ...fakeClinics([asha]),
    ...createFakeOps(options),
    ...more,
  });
}

const allWell: FakeHandlers = {
  'ops.webhooks': () => ({ items: [], nextCursor: null, counts: { applied: 7 } }),
  'ops.messages': () => ({ items: [], nextCursor: null, counts: { delivered: 7 } }),
  'ops.stuck': () => ({ items: [], nextCursor: null, counts: {} }),
  'ops.invariants': () => ({
    checkedAt: new Date().toISOString(),
    invariants: [{ number: 1, name: 'rule', violations: 0 }],
  }),
};

describe('the first glance', () => {
  it('counts what needs an operator, and links each part to its rows', async () => {
    openOps('/ops');
    const user = asUser();
    expect(await screen.findByRole('heading', { name: /things need you$/ })).toBeTruthy();
    await user.click(await screen.findByRole('button', { name: /8 deliveries are not applied/ }));
    expect(await screen.findByRole('button', { name: 'Given up 4' })).toBeTruthy();
  });

  it('says that all is well only when every part is known to be', async () => {
    openOps('/ops', {}, allWell);
    expect(await screen.findByRole('heading', { name: 'All is well' })).toBeTruthy();
    cleanup();
    openOps(
      '/ops',
      {},
      {
        ...allWell,
        'ops.stuck': () => {
          throw new FakeRefusal('FORBIDDEN');
        },
      },
    );
    expect(
      await screen.findByText('This could not be read. That does not mean that it is well.'),
    ).toBeTruthy();
    expect(screen.queryByRole('heading', { name: 'All is well' })).toBeNull();
  });

  it('is forbidden to users who are not operators, without a request to the server', async () => {
    const { calls } = openOps('/ops', {}, { 'auth.me': () => staffMe('admin') });
    expect(await screen.findByText('This page is not for your account')).toBeTruthy();
    expect(calls.filter(({ path }) => path.startsWith('ops.'))).toEqual([]);
  });

  it('is forbidden as soon as the server rejects a read', async () => {
    openOps(
      '/ops?tab=webhooks',
      {},
      {
        'ops.webhooks': () => {
          throw new FakeRefusal('FORBIDDEN');
        },
      },
    );
    expect(await screen.findByText('This page is not for your account')).toBeTruthy();
  });
});

describe('webhooks', () => {
  it('are applied again with a reason, and show the state that the server returns', async () => {
    const { calls } = openOps('/ops?tab=webhooks');
    const user = asUser();
    const [first] = await screen.findAllByText('Given up', { selector: 'td *' });
    await user.click(first as HTMLElement);
    const panel = await screen.findByRole('complementary', { name: 'Webhook payment.captured' });
    await user.click(await within(panel).findByRole('button', { name: 'Apply again' }));
    expect(await within(panel).findByText('Give a reason of at least 3 letters.')).toBeTruthy();
    expect(calls.some(({ path }) => path === 'ops.replayWebhook')).toBe(false);
    await user.type(within(panel).getByLabelText(/Reason/), 'the order is known now');
    await user.click(within(panel).getByRole('button', { name: 'Apply again' }));
    expect(await screen.findByText('The webhook is now: Will be tried again.')).toBeTruthy();
    expect(await within(panel).findByText('Will be tried again')).toBeTruthy();
    expect(calls.find(({ path }) => path === 'ops.replayWebhook')?.input).toEqual({
      webhookId: fakeId(10, 1),
      reason: 'the order is known now',
    });
  });

  it('show the raw body with every digit, and no replay for what is applied', async () => {
    openOps(`/ops?tab=webhooks&id=${fakeId(10, 3)}`);
    const body = await screen.findByRole('region', { name: 'Body as received' });
    expect(body.textContent).toContain('"amount": 80000');
    expect(screen.getByText('Only webhooks that are waiting or given up can be applied again.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Apply again' })).toBeNull();
  });

  it('show the present state of one that another operator has resolved meanwhile', async () => {
    let reads = 0;
    const dead = createFakeOps();
    openOps(
      `/ops?tab=webhooks&id=${fakeId(10, 1)}`,
      {},
      {
        'ops.webhook': (input: never, call) => {
          reads += 1;
          const read = dead['ops.webhook']?.(input, call) as { webhook: object };
          return reads === 1 ? read : { ...read, webhook: { ...read.webhook, state: 'applied' } };
        },
        'ops.replayWebhook': () => {
          throw new FakeRefusal('STATE_CONFLICT');
        },
      },
    );
    const user = asUser();
    await user.type(await screen.findByLabelText(/Reason/), 'again');
    await user.click(screen.getByRole('button', { name: 'Apply again' }));
    expect(
      await screen.findByText('This webhook is already “Applied”. Nothing was applied again.'),
    ).toBeTruthy();
  });

  it('explain an empty list', async () => {
    openOps('/ops?tab=webhooks', { webhookCount: 0 });
    expect(await screen.findByText('No webhooks yet')).toBeTruthy();
  });

  it('page back through a long list without end', async () => {
    openOps('/ops?tab=webhooks', { webhookCount: 70 });
    const user = asUser();
    await user.click(await screen.findByText('Show older'));
    await waitFor(() => expect(document.querySelectorAll('tbody tr')).toHaveLength(20));
    expect(screen.queryByText('Show older')).toBeNull();
    await user.click(screen.getByText('Back to the newest'));
    await waitFor(() => expect(document.querySelectorAll('tbody tr')).toHaveLength(50));
  });
});

describe('messages', () => {
  it('of unknown fate are resolved by what an operator saw, with the consequence on the button', async () => {
    const { calls } = openOps('/ops?tab=messages&state=unknown');
    const user = asUser();
    const [first] = await screen.findAllByText('Unknown', { selector: 'td *' });
    await user.click(first as HTMLElement);
    await user.click(await screen.findByRole('radio', { name: /It is not there, send it again/ }));
    await user.type(screen.getByLabelText(/Reason/), 'looked at the phone');
    await user.click(screen.getByRole('button', { name: 'Send it again' }));
    expect(await screen.findByText('The message is now: Will be tried again.')).toBeTruthy();
    expect(calls.find(({ path }) => path === 'ops.resolveMessage')?.input).toEqual({
      messageId: fakeId(11, 1),
      finding: 'send_again',
      reason: 'looked at the phone',
    });
  });

  it('show the conflict when proof arrives while the operator is looking', async () => {
    openOps(
      `/ops?tab=messages&id=${fakeId(11, 1)}`,
      {},
      {
        'ops.resolveMessage': () => {
          throw new FakeRefusal('STATE_CONFLICT');
        },
      },
    );
    const user = asUser();
    await user.click(await screen.findByRole('radio', { name: /^It is there/ }));
    await user.type(screen.getByLabelText(/Reason/), 'it is there');
    await user.click(screen.getByRole('button', { name: 'Mark as sent' }));
    expect(await screen.findByText(/This has changed in the meantime, so nothing was done/)).toBeTruthy();
  });

  it('cannot be sent again once they have left', async () => {
    openOps(`/ops?tab=messages&id=${fakeId(11, 4)}`);
    expect(await screen.findByRole('complementary')).toBeTruthy();
    expect(screen.queryByRole('radio')).toBeNull();
  });
});

describe('the WhatsApp account', () => {
  const qr = () => screen.queryByRole('img', { name: 'QR code that logs this WhatsApp account in' });

  it('shows its code only while it asks for a log-in, and follows when that changes', async () => {
    let account = { state: 'qr', qrText: '2@first' as string | null };
    openOps('/ops?tab=whatsapp', { whatsapp: () => account });
    await waitFor(() => expect(qr()).toBeTruthy());
    const before = qr()?.innerHTML;
    account = { state: 'qr', qrText: '2@second' };
    await waitFor(() => expect(qr()?.innerHTML).not.toBe(before));
    account = { state: 'ready', qrText: null };
    expect(await screen.findByText('Messages leave as soon as they are due.')).toBeTruthy();
    expect(qr()).toBeNull();
  });

  it('never shows a code in another state, even if one were sent', async () => {
    openOps('/ops?tab=whatsapp', { whatsapp: () => ({ state: 'ready', qrText: '2@stale' }) });
    expect(await screen.findByText('Ready')).toBeTruthy();
    expect(qr()).toBeNull();
  });
});

describe('money and invariants', () => {
  it('says what each stuck sum is, how much and what to do', async () => {
    openOps('/ops?tab=stuck');
    expect(await screen.findByText('Payment that does not match')).toBeTruthy();
    expect(screen.getByText('₹900.00')).toBeTruthy();
    expect(screen.getByText(/It goes back by itself after two days/)).toBeTruthy();
  });

  it('shows by whom an item is looked after, and lets an operator take it, note on it and leave it', async () => {
    const { calls } = openOps('/ops?tab=stuck');
    const user = asUser();
    await user.click(await screen.findByRole('button', { name: 'Payment that does not match' }));
    const panel = await screen.findByRole('complementary', { name: 'Payment that does not match' });
    expect(within(panel).getByText('Nobody yet')).toBeTruthy();
    await user.type(within(panel).getByRole('textbox', { name: 'Note' }), 'The payer was called');
    await user.click(within(panel).getByRole('button', { name: 'Look after it' }));
    await user.click(await within(panel).findByRole('button', { name: 'Leave it to others' }));
    expect(await within(panel).findByText('Nobody yet')).toBeTruthy();
    expect(within(panel).getByText('The payer was called', { selector: 'dd' })).toBeTruthy();
    const itemId = fakeId(7, 1);
    const changes = calls.filter(({ path }) => /takeItem|releaseItem/.test(path));
    expect(changes.map(({ input }) => input)).toEqual([
      { itemId, note: 'The payer was called' },
      { itemId, ownerSeen: staffMe('admin', true).userId },
    ]);
  });

  it('says so when somebody else was faster, and shows the owner', async () => {
    const taken = { 'ops.takeItem': () => Promise.reject(new FakeRefusal('STATE_CONFLICT')) };
    openOps('/ops?tab=stuck', {}, taken);
    const user = asUser();
    await user.click(await screen.findByRole('button', { name: 'Money without an order' }));
    await user.click(await screen.findByRole('button', { name: 'Take it over' }));
    expect(await screen.findByText('Somebody else changed this, or it went away by itself.')).toBeTruthy();
  });

  it('counts all stuck money on the first glance, and pages through it', async () => {
    const many = Array.from({ length: 70 }, (_, index) => ({
      id: fakeId(7, index),
      kind: 'refund_refused',
      billId: fakeId(6, index),
      bookingId: fakeId(2, index),
      amount: { amountMinor: 100 * (index + 1), currency: 'INR' },
      note: null,
      since: new Date(Date.now() - index * 60_000).toISOString(),
    }));
    const user = asUser();
    openOps(
      '/ops',
      {},
      {
        'ops.stuck': (input: PageInput) => ({ ...fakePage(many, input), counts: { refund_refused: 70 } }),
      },
    );
    await user.click(await screen.findByRole('button', { name: /70/ }));
    expect(await screen.findByText('₹1.00')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Show older' }));
    expect(await screen.findByText('₹70.00')).toBeTruthy();
    expect(screen.queryByText('₹1.00')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Back to the newest' }));
    expect(await screen.findByText('₹1.00')).toBeTruthy();
  });

  it('puts the broken rule first, by colour, icon and word', async () => {
    openOps('/ops?tab=invariants');
    await screen.findByText('2 violations');
    const rows = document.querySelectorAll('tbody tr');
    expect(rows).toHaveLength(20);
    expect(rows[0]?.textContent).toContain('Refunds never exceed what was received');
  });

  it('treats a check that is too old as unknown', async () => {
    openOps(
      '/ops?tab=invariants',
      {},
      {
        'ops.invariants': () => ({
          checkedAt: new Date(Date.now() - 3_600_000).toISOString(),
          invariants: [{ number: 1, name: 'rule', violations: 0 }],
        }),
      },
    );
    expect(await screen.findByText(/The worker checks every minute, so it may be down/)).toBeTruthy();
  });

  it('is available in Hindi and Spanish', async () => {
    await changeLocale('hi');
    openOps('/ops', {}, allWell);
    expect(await screen.findByRole('heading', { name: 'सब ठीक है' })).toBeTruthy();
    cleanup();
    await changeLocale('es');
    openOps('/ops', {}, allWell);
    expect(await screen.findByRole('heading', { name: 'Todo está bien' })).toBeTruthy();
  });
});
