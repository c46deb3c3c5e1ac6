import '../../testing/dom.ts';
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startI18n } from '../../i18n/i18n.ts';
import { fakeClinics } from '../../testing/fake-clinics.ts';
import { asha, fakeId } from '../../testing/fake-data.ts';
import { FakeRefusal } from '../../testing/fake-link.ts';
import { renderApp } from '../../testing/render-app.tsx';

beforeAll(startI18n);
beforeEach(() => localStorage.clear());
afterEach(cleanup);

const clinics = Array.from({ length: 60 }, (_, index) => ({
  ...asha,
  id: fakeId(1, index + 1),
  slug: `clinic-${index}`,
  name: `Clinic ${String(index).padStart(2, '0')}`,
}));

function open(list = clinics) {
  return renderApp('/login', {
    'auth.me': () => {
      throw new FakeRefusal('UNAUTHENTICATED');
    },
    'auth.requestCode': () => ({
      challengeId: fakeId(8, 1),
      expiresAt: new Date(Date.now() + 300_000).toISOString(),
      channel: 'whatsapp',
    }),
    ...fakeClinics(list),
  });
}

const picker = () => screen.findByRole('combobox', { name: 'Clinic that sends the code' });
const send = () => userEvent.click(screen.getByRole('button', { name: 'Send me a code' }));

it('a clinic beyond the first page is found by typing, and sends the code', async () => {
  const { calls } = open();
  await userEvent.type(await screen.findByLabelText(/phone number/i), '9812345678');
  await userEvent.clear(await picker());
  await userEvent.type(await picker(), 'Clinic 57');
  await userEvent.click(await screen.findByRole('option', { name: 'Clinic 57', hidden: true }));
  await send();
  await waitFor(() =>
    expect(calls.find(({ path }) => path === 'auth.requestCode')?.input).toMatchObject({
      clinicId: clinics[57]?.id,
      phone: '+919812345678',
    }),
  );
});

it('a name that no clinic has is said, and the clinic chosen before stays', async () => {
  const { calls } = open();
  await userEvent.type(await screen.findByLabelText(/phone number/i), '9812345678');
  await userEvent.clear(await picker());
  await userEvent.type(await picker(), 'nowhere');
  await screen.findByText('No clinic of that name');
  await send();
  await waitFor(() =>
    expect(calls.find(({ path }) => path === 'auth.requestCode')?.input).toMatchObject({
      clinicId: clinics[0]?.id,
    }),
  );
});

it('a single clinic is not asked for', async () => {
  open([asha]);
  await screen.findByLabelText(/phone number/i);
  expect(screen.queryByRole('combobox', { name: 'Clinic that sends the code' })).toBeNull();
});
