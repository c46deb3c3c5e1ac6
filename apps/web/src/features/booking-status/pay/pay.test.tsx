import '../../../testing/dom.ts';
import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startI18n } from '../../../i18n/i18n.ts';
import { forgetServerClock } from '../../../lib/clock/server-clock.ts';
import { fakeClinics } from '../../../testing/fake-clinics.ts';
import { asha, fakeBooking, fakeOffer, paidMoney, patientMe } from '../../../testing/fake-data.ts';
import { type FakeHandlers, FakeRefusal } from '../../../testing/fake-link.ts';
import { renderApp } from '../../../testing/render-app.tsx';
import type { CheckoutListeners } from './checkouts/checkout-window.ts';

await startI18n();

type Options = ConstructorParameters<NonNullable<typeof window.Razorpay>>[0];

const callback = {
  razorpay_payment_id: 'pay_HoldfastTest01',
  razorpay_order_id: 'order_HoldfastTest01',
  razorpay_signature: 'a'.repeat(64),
};

/** Replaces the window of the provider; its script "loads" as soon as it is requested. */
const provider = {
  options: null as Options | null,
  refuse: null as CheckoutListeners['onRefused'] | null,
  scripts: 0,
  opened: 0,
};

class FakeCheckout {
  constructor(options: Options) {
    provider.options = options;
  }
  on(_event: 'payment.failed', listener: () => void): void {
    provider.refuse = listener;
  }
  open(): void {
    provider.opened += 1;
  }
}

const fromNow = (ms: number): string => new Date(Date.now() + ms).toISOString();
const held = (draft: Parameters<typeof fakeBooking>[0] = {}): Booking =>
  fakeBooking({
    holdExpiresAt: fromNow(600_000),
    serverNow: fromNow(0),
    startsAt: fromNow(86_400_000),
    ...draft,
  });

function confirmed(): Booking {
  const payment = { state: 'captured' } as const;
  const after = { cover: 'money', holdExpiresAt: null, payment, money: paidMoney } as const;
  return held({ state: 'confirmed', version: 2, ...after });
}

function open(booking: () => Booking, more: FakeHandlers = {}) {
  return renderApp(`/bookings/${booking().id}`, {
    'auth.me': () => patientMe,
    ...fakeClinics([asha]),
    'bookings.get': booking,
    'bills.checkout': () => fakeOffer(),
    ...more,
  });
}

const payButton = () => screen.findByRole('button', { name: 'Pay ₹800' });

beforeEach(() => {
  localStorage.clear();
  forgetServerClock();
  Object.assign(provider, { options: null, refuse: null, scripts: 0, opened: 0 });
  window.Razorpay = FakeCheckout;
  // jsdom loads no scripts, so fire the load event as a browser would.
  const append = document.head.append.bind(document.head);
  document.head.append = (...nodes) => {
    append(...nodes);
    for (const node of nodes) {
      if (!(node instanceof HTMLScriptElement)) continue;
      provider.scripts += 1;
      queueMicrotask(() => node.onload?.(new Event('load')));
    }
  };
});
afterEach(() => {
  cleanup();
  Reflect.deleteProperty(document.head, 'append');
});

describe('paying', () => {
  it('opens the window of the provider with the order and passes its callback to the API', async () => {
    let now = held();
    const { calls } = open(() => now, {
      'payments.confirm': () => {
        now = confirmed();
        return now;
      },
    });
    const user = userEvent.setup();
    await waitFor(async () => expect((await payButton()).hasAttribute('disabled')).toBe(false));
    await user.click(await payButton());
    await waitFor(() => expect(provider.options).not.toBeNull());
    expect(provider.options).toMatchObject({
      order_id: 'order_HoldfastTest01',
      amount: 80_000,
      currency: 'INR',
    });
    expect(provider.options?.timeout).toBeLessThanOrEqual(600);
    act(() => provider.options?.handler(callback));
    await screen.findByText('Your visit is confirmed.');
    expect(calls.find(({ path }) => path === 'payments.confirm')?.input).toEqual({
      paymentId: now.payment.paymentId,
      providerPaymentId: callback.razorpay_payment_id,
      providerOrderId: callback.razorpay_order_id,
      signature: callback.razorpay_signature,
    });
  });

  it('does not treat a closed window as a failure', async () => {
    open(() => held());
    await waitFor(async () => expect((await payButton()).hasAttribute('disabled')).toBe(false));
    await userEvent.click(await payButton());
    await waitFor(() => expect(provider.options).not.toBeNull());
    act(() => provider.options?.modal.ondismiss());
    await screen.findByText(/You closed the payment window/);
    await payButton();
  });

  it('shows the payment as unknown while the callback could not be sent to the API', async () => {
    open(() => held(), {
      'payments.confirm': () => {
        throw new FakeRefusal('PROVIDER_UNAVAILABLE', { retryAfterSeconds: 60 });
      },
    });
    await waitFor(async () => expect((await payButton()).hasAttribute('disabled')).toBe(false));
    await userEvent.click(await payButton());
    await waitFor(() => expect(provider.options).not.toBeNull());
    act(() => provider.options?.handler(callback));
    await screen.findByText(/We are checking with your bank\. Your time is kept until \d/);
  });

  it('retries the checkout while the provider does not answer and the hold lasts', async () => {
    let asked = 0;
    open(() => held(), {
      'bills.checkout': () => {
        asked += 1;
        return asked < 2 ? { checkout: null, retryAfterSeconds: 1 } : fakeOffer();
      },
    });
    await screen.findByText(/The payment provider does not answer yet/);
    await payButton();
    expect(asked).toBe(2);
  });
});

describe('a provider that does not accept the payment', () => {
  it('says so, asks no more by itself, and asks again on request', async () => {
    let asked = 0;
    open(() => held(), {
      'bills.checkout': () => {
        asked += 1;
        if (asked === 1) throw new FakeRefusal('ORDER_REJECTED');
        return fakeOffer();
      },
    });
    await screen.findByText(/does not accept this payment\. No money was taken/);
    expect(screen.queryByText(/does not answer yet/)).toBeNull();
    expect((await payButton()).hasAttribute('disabled')).toBe(true);
    expect(asked).toBe(1);
    await userEvent.click(await screen.findByRole('button', { name: /try again/i }));
    await waitFor(async () => expect((await payButton()).hasAttribute('disabled')).toBe(false));
  });
});

describe('a clinic that is paid at the desk', () => {
  it('confirms on the promise to pay, without a payment window', async () => {
    const desk = { collected: 'desk' } as const;
    let now = held({ payment: desk });
    open(() => now, {
      'bookings.permitDeskPayment': () => {
        now = held({
          state: 'confirmed',
          version: 2,
          cover: 'desk_permission',
          holdExpiresAt: null,
          payment: desk,
        });
        return now;
      },
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Confirm, pay ₹800 at the desk' }));
    await screen.findByText('Your visit is confirmed. You pay at the desk.');
    expect(provider.scripts).toBe(0);
  });
});

describe('a visit that is confirmed and to be paid at the desk', () => {
  const promised = (draft: Parameters<typeof fakeBooking>[0] = {}): Booking =>
    held({
      state: 'confirmed',
      cover: 'desk_permission',
      holdExpiresAt: null,
      money: { state: 'at_desk' },
      ...draft,
    });

  it('is paid online by those who ask for it; nobody else makes an order', async () => {
    const { calls } = open(() => promised());
    await screen.findByText('Your visit is confirmed. You pay at the desk.');
    expect(screen.getByText('₹800 to pay at the desk.')).toBeTruthy();
    expect(calls.some(({ path }) => path === 'bills.checkout')).toBe(false);
    await userEvent.click(await screen.findByRole('button', { name: 'Pay ₹800 online now' }));
    await waitFor(async () => expect((await payButton()).hasAttribute('disabled')).toBe(false));
    expect(screen.getByText(/confirmed already; you can also pay at the desk/)).toBeTruthy();
    await userEvent.click(await payButton());
    await waitFor(() => expect(provider.opened).toBe(1));
  });

  it('stays confirmed in words while the provider does not answer', async () => {
    open(() => promised(), {
      'bills.checkout': () => ({ checkout: null, retryAfterSeconds: 30 }),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Pay ₹800 online now' }));
    expect(await screen.findByText(/your visit stays confirmed: you can pay at the desk/)).toBeTruthy();
  });

  it('cannot be paid online once the visit has begun', async () => {
    open(() => promised({ startsAt: fromNow(-60_000) }));
    await screen.findByText('Your visit is confirmed. You pay at the desk.');
    expect(screen.queryByRole('button', { name: /online/ })).toBeNull();
  });

  it('says what has come at the desk and what is left, and no longer takes the price online', async () => {
    open(() => promised({ money: { state: 'at_desk', paid: 30_000 } }));
    expect(await screen.findByText('₹300 of ₹800 paid. ₹500 to pay at the desk.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /online/ })).toBeNull();
  });
});

describe('what the permits rule out', () => {
  it('is not offered: where only staff may permit desk payment, the page says who confirms', async () => {
    const booking = held({ payment: { collected: 'desk' } });
    const { permitDeskPayment } = booking.may;
    const refused = { ...permitDeskPayment, allowed: false, reason: 'payment_first', until: null } as const;
    open(() => ({ ...booking, may: { ...booking.may, permitDeskPayment: refused } }));
    await screen.findByText(/The clinic confirms this visit at the desk/);
    expect(screen.queryByRole('button', { name: /pay/i })).toBeNull();
  });
});

describe('money of another amount', () => {
  it('is still told once the right amount has confirmed the visit', async () => {
    const wrong = { amountMinor: 30_000, currency: 'INR' };
    const money = { state: 'paid', paid: 80_000, wrong } as const;
    open(() => held({ state: 'confirmed', holdExpiresAt: null, payment: { state: 'captured' }, money }));
    expect(await screen.findByText(/^₹300\.00 arrived/)).toBeTruthy();
  });

  it('leaves the time kept, with its end in sight, and the right amount to pay', async () => {
    const wrong = { amountMinor: 70_000, currency: 'INR' };
    open(() => held({ state: 'awaiting_payment', money: { state: 'wrong_amount', wrong } }));
    expect(await screen.findByText(/Your time is still kept/)).toBeTruthy();
    expect(screen.getAllByText(/left$/).length).toBeGreaterThan(0);
    expect(screen.getByText(/^₹700\.00 arrived/)).toBeTruthy();
    expect(await payButton()).toBeTruthy();
  });
});

describe('releasing a time', () => {
  it('asks for confirmation with the consequence, then cancels', async () => {
    let now = held();
    const { calls } = open(() => now, {
      'bookings.cancel': () => {
        const money = { state: 'nothing_taken' } as const;
        now = held({ state: 'cancelled', version: 2, holdExpiresAt: null, money });
        return now;
      },
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Let this time go' }));
    await screen.findByText(/Nothing was paid, so nothing is charged/);
    await userEvent.click(screen.getByRole('button', { name: 'Let the time go' }));
    await screen.findByText('This booking was cancelled. Nothing was paid.');
    expect(calls.filter(({ path }) => path === 'bookings.cancel')).toHaveLength(1);
  });
});
