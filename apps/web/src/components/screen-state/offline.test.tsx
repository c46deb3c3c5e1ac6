import '../../testing/dom.ts';
import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startI18n } from '../../i18n/i18n.ts';
import { asha } from '../../testing/fake-data.ts';
import { renderApp } from '../../testing/render-app.tsx';

await startI18n();

function setOnline(isOnline: boolean): void {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(isOnline);
  act(() => void window.dispatchEvent(new Event(isOnline ? 'online' : 'offline')));
}

beforeEach(() => localStorage.clear());
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

it('a page without a network says so, and recovers when the network is back', async () => {
  let isReachable = false;
  setOnline(false);
  renderApp('/', {
    'clinics.list': () => {
      if (!isReachable) throw new TypeError('Failed to fetch');
      return { items: [asha], nextCursor: null };
    },
  });
  await screen.findByText('No connection. What you see may be old.');
  await screen.findByRole('heading', { name: 'No connection' });
  isReachable = true;
  setOnline(true);
  await screen.findByText('Asha Hospital');
  expect(screen.queryByText('No connection. What you see may be old.')).toBeNull();
});
