import '../../testing/dom.ts';
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startI18n } from '../../i18n/i18n.ts';
import { forgetServerClock } from '../../lib/clock/server-clock.ts';
import { fakeClinics } from '../../testing/fake-clinics.ts';
import { asha, menon, patientMe, ravi } from '../../testing/fake-data.ts';
import { type FakeHandlers, FakeRefusal } from '../../testing/fake-link.ts';
import { renderApp } from '../../testing/render-app.tsx';

beforeAll(startI18n);
beforeEach(() => {
  localStorage.clear();
  forgetServerClock();
});
afterEach(cleanup);

const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
const bookPath = `/clinics/asha/book?doctor=${menon.id}&service=${menon.services[0]?.id}&at=${encodeURIComponent(tomorrow)}`;

function openForm(more: FakeHandlers = {}) {
  return renderApp(bookPath, {
    'auth.me': () => patientMe,
    ...fakeClinics([asha]),
    'clinics.doctors': () => ({ doctors: [menon] }),
    'patients.list': () => ({ items: [], nextCursor: null }),
    'patients.add': (input: { fullName: string; phone: string }) => ({ ...ravi, ...input }),
    ...more,
  });
}

const nameField = () => screen.findByLabelText(/^Full name/);
const save = (name = 'Add the patient') => screen.getByRole('button', { name });

it('moves the focus to the first field that is wrong, with its problem beside it', async () => {
  const { calls } = openForm();
  await nameField();
  await userEvent.click(save());
  expect(document.activeElement).toBe(await nameField());
  expect(screen.getByText("Write the patient's name.")).toBeTruthy();
  await userEvent.type(await nameField(), 'Asha');
  await userEvent.click(save('Add Asha'));
  expect(document.activeElement).toBe(screen.getByLabelText(/^Phone/));
  expect(calls.filter(({ path }) => path === 'patients.add')).toEqual([]);
});

it('can be filled in and sent by keyboard alone', async () => {
  const { calls } = openForm();
  (await nameField()).focus();
  await userEvent.keyboard('Asha{Tab}98123 45678{Enter}');
  await screen.findByRole('radio', { name: /Asha/ });
  expect(calls.find(({ path }) => path === 'patients.add')?.input).toMatchObject({
    fullName: 'Asha',
    phone: '+919812345678',
    locale: 'en',
    whatsappConsent: false,
  });
});

it('takes the focus where it replaced the button that opened it', async () => {
  openForm({ 'patients.list': () => ({ items: [ravi], nextCursor: null }) });
  await userEvent.click(await screen.findByRole('button', { name: 'Add somebody' }));
  const field = await nameField();
  await waitFor(() => expect(document.activeElement).toBe(field));
});

it('shows a field problem from the API beside that field', async () => {
  openForm({
    'patients.add': () => {
      throw new FakeRefusal('INVALID_INPUT', { fields: [{ field: 'phone', problem: 'is not a phone' }] });
    },
  });
  await userEvent.type(await nameField(), 'Asha');
  await userEvent.type(screen.getByLabelText(/^Phone/), '98123 45678');
  await userEvent.click(save('Add Asha'));
  expect(await screen.findByText('is not a phone')).toBeTruthy();
  expect(screen.getByLabelText(/^Phone/).getAttribute('aria-invalid')).toBe('true');
});
