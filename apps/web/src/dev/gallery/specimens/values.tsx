import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { bookingMoneyStates } from '@holdfast/contract/booking/booking-words';
import { useState } from 'react';
import { FilterPills } from '../../../components/filter-pills/filter-pills.tsx';
import { BookingStateBadge, MoneyStateBadge, StateBadge } from '../../../components/state-badge.tsx';
import { bookingStateFacts } from '../../../components/state-facts.ts';
import { ClinicTime } from '../../../components/value/clinic-time.tsx';
import { Countdown } from '../../../components/value/countdown.tsx';
import { Money } from '../../../components/value/money.tsx';
import { QrCode } from '../../../components/value/qr-code.tsx';
import { SeenMoney } from '../../../components/value/seen-money.tsx';
import { statesOf } from '../specimen.ts';

const minuteMs = 60_000;
const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * minuteMs).toISOString();
const noon = '2026-11-24T05:00:00.000Z';

function Pills({ chosenFirst }: { readonly chosenFirst: boolean }) {
  const [chosen, setChosen] = useState<readonly string[]>(chosenFirst ? ['confirmed'] : []);
  return (
    <FilterPills
      label="States"
      allWord="All"
      total={212}
      pills={(['confirmed', 'cancelled', 'held'] as const).map((id, at) => ({
        id,
        word: id,
        facts: bookingStateFacts[id],
        count: 200 - at * 97,
      }))}
      chosen={chosen}
      onToggle={(id) => setChosen(chosen.includes(id) ? [] : [id])}
      onAll={() => setChosen([])}
    />
  );
}

export const values = [
  ...statesOf('Money', {
    whole: () => <Money value={{ amountMinor: 80_000, currency: 'INR' }} />,
    'with minor units': () => <Money value={{ amountMinor: 40_050, currency: 'INR' }} />,
    exact: () => <Money value={{ amountMinor: 80_000, currency: 'MXN' }} exact />,
    'without minor units': () => <Money value={{ amountMinor: 1_200, currency: 'JPY' }} />,
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
  ...statesOf(
    'BookingStateBadge',
    Object.fromEntries(
      bookingMachine.states.map((state) => [state, () => <BookingStateBadge state={state} />]),
    ),
  ),
  ...statesOf(
    'MoneyStateBadge',
    Object.fromEntries(bookingMoneyStates.map((state) => [state, () => <MoneyStateBadge state={state} />])),
  ),
  ...statesOf('StateBadge', {
    'long word': () => (
      <StateBadge
        facts={bookingStateFacts.confirmed}
        word="A state with a name of many letters that has to wrap"
      />
    ),
  }),
  ...statesOf('FilterPills', {
    'nothing chosen': () => <Pills chosenFirst={false} />,
    'one chosen': () => <Pills chosenFirst />,
  }),
];
