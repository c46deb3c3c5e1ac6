import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import type { BookingMoneyState } from '@holdfast/contract/booking/booking-words';
import { formatMoney } from '@holdfast/contract/format/format-money';
import { Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/layout/card.tsx';
import { StateBadge } from '../../components/state-look/state-badge.tsx';
import { ClinicTime } from '../../components/value/clinic-time.tsx';
import { Money } from '../../components/value/money.tsx';
import { useSeenAmount } from '../../components/value/use-seen-amount.ts';
import { useClinic } from '../../lib/api/use-clinics.ts';
import { useLocale } from '../../lib/format/use-locale.ts';

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <Group justify="space-between" align="flex-start" wrap="nowrap" gap="md" component="div">
      <Text size="sm" c="dimmed" component="dt" style={{ flex: 'none' }}>
        {label}
      </Text>
      <Text component="dd" m={0} ta="end" fw={500}>
        {children}
      </Text>
    </Group>
  );
}

/** Patient, doctor, time and place. */
export function VisitFacts({ booking }: { readonly booking: Booking }) {
  const { t } = useTranslation('patient');
  const address = useClinic(booking.clinicId).data?.address;
  return (
    <Card>
      <Stack gap={10} component="dl" m={0}>
        <Fact label={t('status.when')}>
          <ClinicTime at={booking.startsAt} timeZone={booking.timeZone} />
        </Fact>
        <Fact label={t('status.doctor')}>
          {booking.doctorName}
          <Text size="sm" c="dimmed">
            {booking.speciality}
          </Text>
        </Fact>
        <Fact label={t('status.service')}>{booking.serviceName}</Fact>
        <Fact label={t('status.patient')}>{booking.patientName}</Fact>
        <Fact label={t('status.where')}>
          {booking.clinicName}
          {address === undefined ? null : (
            <Text size="sm" c="dimmed">
              {address}
            </Text>
          )}
        </Fact>
        {booking.endReason === null ? null : <Fact label={t('status.reason')}>{booking.endReason}</Fact>}
      </Stack>
    </Card>
  );
}

/** The amount that each sentence about money names. */
const amountOf: Record<BookingMoneyState, Exclude<keyof Booking['money'], 'state' | 'wrong'>> = {
  unpaid: 'due',
  at_desk: 'due',
  checking: 'due',
  authorized: 'held',
  part_paid: 'paid',
  paid: 'paid',
  nothing_taken: 'due',
  refund_due: 'refundDue',
  refunding: 'refunding',
  refunded: 'refunded',
  refund_unknown: 'refunding',
  refund_failed: 'refundDue',
  wrong_amount: 'due',
  not_paid: 'due',
};

/** The price is owed, and not here in full. */
const toPay: readonly BookingMoneyState[] = ['at_desk', 'not_paid', 'part_paid'];

/** What of the price has come, where it is not all of it; null where that is not the case. */
function useInPart({ state, paid, due }: Booking['money']): string | null {
  const { t } = useTranslation('patient');
  const locale = useLocale();
  const restMinor = due.amountMinor - paid.amountMinor;
  if (!toPay.includes(state) || paid.amountMinor === 0 || restMinor <= 0) return null;
  const rest = formatMoney({ ...due, amountMinor: restMinor }, locale);
  return t(state === 'part_paid' ? 'money.inPartOfHold' : 'money.inPart', {
    paid: formatMoney(paid, locale),
    price: formatMoney(due, locale),
    rest,
  });
}

/** Price, and the one sentence about the money. */
export function MoneyFacts({ booking }: { readonly booking: Booking }) {
  const { t } = useTranslation('patient');
  const locale = useLocale();
  const { money } = booking;
  const seen = useSeenAmount();
  const amount =
    money.state === 'wrong_amount' && money.wrong !== null
      ? seen(money.wrong)
      : formatMoney(money[amountOf[money.state]], locale);
  const extraMinor = money.refunding.amountMinor + money.refunded.amountMinor;
  const inPart = useInPart(money);
  const isExtra = money.state === 'paid' && extraMinor > 0;
  const extra = formatMoney({ ...money.paid, amountMinor: extraMinor }, locale);
  return (
    <Card role="group" aria-label={t('money.title')}>
      <Stack gap={8}>
        <Group justify="space-between">
          <Text fw={650} fz="lg">
            <Money value={money.due} />
          </Text>
          <StateBadge machine="money" state={money.state} />
        </Group>
        <Text size="sm" c="dimmed" aria-live="polite">
          {inPart ?? (isExtra ? t('money.extra', { amount: extra }) : t(`money.${money.state}`, { amount }))}
        </Text>
        {money.wrong !== null && money.state !== 'wrong_amount' ? (
          <Text size="sm" c="dimmed">
            {t('money.wrong_amount', { amount: seen(money.wrong) })}
          </Text>
        ) : null}
      </Stack>
    </Card>
  );
}
