import '../../testing/dom.ts';
import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { theme } from '../../app/theme.ts';
import { changeLocale, startI18n } from '../../i18n/i18n.ts';
import { FilterPills } from '../filter-pills/filter-pills.tsx';
import { StateBadge } from './state-badge.tsx';
import { lookOf, statesOfMachine } from './state-looks.ts';

beforeAll(startI18n);
afterEach(async () => {
  cleanup();
  await changeLocale('en');
});

const show = (part: ReactElement) => render(<MantineProvider theme={theme}>{part}</MantineProvider>);

describe('the colour of a state', () => {
  it('is the one that the whole product uses for the life of a booking', () => {
    const colors = bookingMachine.states.map((state) => [state, lookOf('booking', state).color]);
    expect(Object.fromEntries(colors)).toEqual({
      held: 'amber',
      awaiting_payment: 'blue',
      confirmed: 'green',
      checked_in: 'teal',
      in_consultation: 'violet',
      completed: 'slate',
      expired: 'gray',
      cancelled: 'red',
      no_show: 'brown',
      rescheduled: 'slate',
      declined: 'red',
    });
  });

  it('says the same of money on the page of a patient and in the list of its attempts', () => {
    expect(lookOf('money', 'paid')).toEqual(lookOf('attempt', 'captured'));
    expect(lookOf('money', 'authorized')).toEqual(lookOf('attempt', 'authorized'));
    expect(lookOf('money', 'refund_unknown')).toEqual(lookOf('refund', 'unknown'));
    expect(lookOf('money', 'refund_failed')).toEqual(lookOf('refund', 'failed'));
  });

  it('is violet with a question mark wherever something is not known', () => {
    const notKnown = lookOf('health', 'unknown');
    expect(notKnown.color).toBe('violet');
    expect([lookOf('money', 'checking'), lookOf('refund', 'unknown'), lookOf('message', 'unknown')]).toEqual(
      Array(3).fill(notKnown),
    );
  });
});

describe('StateBadge', () => {
  it.each([
    ['en', 'With the bank'],
    ['es', 'En el banco'],
  ] as const)('shows the word of the state in the language of its reader (%s)', async (locale, word) => {
    await changeLocale(locale);
    show(<StateBadge machine="money" state="checking" />);
    expect(screen.getByText(word)).toBeTruthy();
  });

  it('takes a word from its machine where two machines have a state of one name', () => {
    show(<StateBadge machine="refund" state="unknown" />);
    expect(screen.getByText('Being checked')).toBeTruthy();
    cleanup();
    show(<StateBadge machine="message" state="unknown" />);
    expect(screen.getByText('Unknown')).toBeTruthy();
  });

  it('shows the more exact word of a page instead of its own', () => {
    show(<StateBadge machine="health" state="attention" word="3 violations" />);
    expect(screen.getByText('3 violations')).toBeTruthy();
    expect(screen.queryByText('Needs you')).toBeNull();
  });
});

describe('FilterPills', () => {
  it('has the words of its machine', () => {
    show(
      <FilterPills
        machine="webhook"
        label="States"
        allWord="All"
        total={6}
        pills={statesOfMachine('webhook').map((state, at) => ({ state, count: at }))}
        chosen={['dead']}
        onToggle={() => undefined}
        onAll={() => undefined}
      />,
    );
    const names = screen.getAllByRole('button').map(({ textContent }) => textContent);
    expect(names).toEqual(['All 6', 'Will be tried again 0', 'Given up 1', 'Applied 2', 'Not needed 3']);
    expect(screen.getByRole('button', { pressed: true }).textContent).toBe('Given up 1');
  });
});
