import '../../testing/dom.ts';
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startI18n } from '../../i18n/i18n.ts';
import { fakeClinics } from '../../testing/fake-clinics.ts';
import { asha, fakeId } from '../../testing/fake-data.ts';
import { type FakeHandlers, FakeRefusal } from '../../testing/fake-link.ts';
import { renderApp } from '../../testing/render-app.tsx';

beforeAll(startI18n);
beforeEach(() => localStorage.clear());
afterEach(cleanup);

const number = (index: number): string => String(index).padStart(3, '0');
const clinics = Array.from({ length: 120 }, (_, index) => ({
  ...asha,
  id: fakeId(1, index + 1),
  slug: `clinic-${number(index)}`,
  name: `Clinic ${number(index)}`,
  address: index === 110 ? 'Lake Road, Pune' : 'Main Street',
}));

const anonymous: FakeHandlers = {
  'auth.me': () => {
    throw new FakeRefusal('UNAUTHENTICATED');
  },
};
const open = (handlers: FakeHandlers) => renderApp('/', { ...anonymous, ...handlers });
const names = () => screen.queryAllByText(/^Clinic \d/).map((element) => element.textContent);
const field = () => screen.queryByRole('searchbox', { name: 'Find a clinic by name or place' });

it('a few clinics are shown without a search', async () => {
  open(fakeClinics(clinics.slice(0, 3)));
  await screen.findByText('Clinic 000');
  expect(names()).toHaveLength(3);
  expect(field()).toBeNull();
  expect(screen.queryByRole('button', { name: 'Show more clinics' })).toBeNull();
});

it('many are read page by page, each once', async () => {
  open(fakeClinics(clinics));
  await screen.findByText('Clinic 000');
  for (const expected of [50, 100, 120]) {
    await waitFor(() => expect(names()).toHaveLength(expected));
    const more = screen.queryByRole('button', { name: 'Show more clinics' });
    if (more) await userEvent.click(more);
  }
  expect(names()).toEqual(clinics.map(({ name }) => name));
});

it('the search finds a clinic that no page has shown yet, by its place', async () => {
  const { calls } = open(fakeClinics(clinics));
  await screen.findByText('Clinic 000');
  await userEvent.type(field() ?? document.body, 'lake');
  await waitFor(() => expect(names()).toEqual(['Clinic 110']));
  expect(calls.filter(({ path }) => path === 'clinics.list').at(-1)?.input).toMatchObject({ search: 'lake' });
});

it('a search without a result says so and keeps what was typed', async () => {
  open(fakeClinics(clinics));
  await screen.findByText('Clinic 000');
  await userEvent.type(field() ?? document.body, 'nowhere');
  await screen.findByText('No clinic fits “nowhere”. Try fewer letters.');
  expect(field()).toHaveProperty('value', 'nowhere');
  await userEvent.clear(field() ?? document.body);
  await screen.findByText('Clinic 000');
});
