import type { BookingState } from '@holdfast/contract/booking/booking.states';
import { type ReactNode, useState } from 'react';
import { FilterPills } from '../../../components/filter-pills/filter-pills.tsx';
import { MoneyInput } from '../../../components/money-input/money-input.tsx';
import { StateBadge } from '../../../components/state-look/state-badge.tsx';
import { statesOfMachine } from '../../../components/state-look/state-looks.ts';
import type { MachineName, StatesOf } from '../../../components/state-look/states-of.ts';
import { ClinicTime } from '../../../components/value/clinic-time.tsx';
import { Countdown } from '../../../components/value/countdown.tsx';
import { Money } from '../../../components/value/money.tsx';
import { QrCode } from '../../../components/value/qr-code.tsx';
import { SeenMoney } from '../../../components/value/seen-money.tsx';
import { statesOf } from '../specimen.ts';

const minuteMs = 60_000;
const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * minuteMs).toISOString();
const nothing = (): void => undefined;
const noon = '2026-11-24T05:00:00.000Z';

function Pills({ chosenFirst }: { readonly chosenFirst: boolean }) {
  const [chosen, setChosen] = useState<readonly BookingState[]>(chosenFirst ? ['confirmed'] : []);
  return (
    <FilterPills
      machine="booking"
      label="States"
      allWord="All"
      total={212}
      pills={(['confirmed', 'cancelled', 'held'] as const).map((state, at) => ({
        state,
        count: 200 - at * 97,
      }))}
      chosen={chosen}
      onToggle={(state) => setChosen(chosen.includes(state) ? [] : [state])}
      onAll={() => setChosen([])}
    />
  );
}

function badges<M extends MachineName>(machine: M, render: (state: StatesOf[M]) => ReactNode) {
  const shown = statesOfMachine(machine).map(
    (state) => [`${machine} ${state}`, () => render(state)] as const,
  );
  return Object.fromEntries(shown);
}

export const values = [
  ...statesOf('Money', {
    whole: () => <Money value={{ amountMinor: 80_000, currency: 'INR' }} />,
    'with minor units': () => <Money value={{ amountMinor: 40_050, currency: 'INR' }} />,
    exact: () => <Money value={{ amountMinor: 80_000, currency: 'MXN' }} exact />,
    'without minor units': () => <Money value={{ amountMinor: 1_200, currency: 'JPY' }} />,
  }),
  ...statesOf('MoneyInput', {
    empty: () => <MoneyInput label="Amount" currency="INR" problem={null} onChange={nothing} />,
    filled: () => (
      <MoneyInput label="Amount" currency="INR" startsWithMinor={80_050} problem={null} onChange={nothing} />
    ),
    'without minor units': () => (
      <MoneyInput label="Amount" currency="JPY" startsWithMinor={1200} problem={null} onChange={nothing} />
    ),
    'with a problem': () => (
      <MoneyInput label="Amount" currency="INR" problem="More than is owed" onChange={nothing} />
    ),
    fixed: () => (
      <MoneyInput
        label="Amount"
        currency="INR"
        startsWithMinor={80_000}
        isFixed
        problem={null}
        onChange={nothing}
      />
    ),
  }),
  ...statesOf('SeenMoney', {
    known: () => <SeenMoney amount={{ amountMinor: 90_000, currency: 'INR' }} />,
    'unknown currency': () => <SeenMoney amount={{ amountMinor: 1200, currency: 'XAU' }} />,
  }),
  ...statesOf('ClinicTime', {
    'on the clinic clock': () => <ClinicTime at={noon} timeZone="Asia/Kolkata" />,
    'in another zone': () => <ClinicTime at={noon} timeZone="America/Mexico_City" />,
    day: () => <ClinicTime at={noon} timeZone="Asia/Kolkata" style="longDay" />,
  }),
  ...statesOf('Countdown', {
    running: () => <Countdown until={inMinutes(9)} />,
    over: () => <Countdown until={inMinutes(-1)} />,
  }),
  ...statesOf('QrCode', {
    code: () => <QrCode text="https://clinic.example/bookings/1" alt="Link to pay" />,
  }),
  ...statesOf('StateBadge', {
    ...badges('booking', (state) => <StateBadge machine="booking" state={state} />),
    ...badges('money', (state) => <StateBadge machine="money" state={state} />),
    ...badges('attempt', (state) => <StateBadge machine="attempt" state={state} />),
    ...badges('refund', (state) => <StateBadge machine="refund" state={state} />),
    ...badges('message', (state) => <StateBadge machine="message" state={state} />),
    ...badges('webhook', (state) => <StateBadge machine="webhook" state={state} />),
    ...badges('whatsapp', (state) => <StateBadge machine="whatsapp" state={state} />),
    ...badges('account', (state) => <StateBadge machine="account" state={state} />),
    ...badges('accountMode', (state) => <StateBadge machine="accountMode" state={state} />),
    ...badges('health', (state) => <StateBadge machine="health" state={state} />),
    'long word': () => (
      <StateBadge
        machine="booking"
        state="confirmed"
        word="A state with a name of many letters that has to wrap"
      />
    ),
  }),
  ...statesOf('FilterPills', {
    'nothing chosen': () => <Pills chosenFirst={false} />,
    'one chosen': () => <Pills chosenFirst />,
  }),
];
