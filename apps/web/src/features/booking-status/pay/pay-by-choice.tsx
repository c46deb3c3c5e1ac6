import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { formatMoney } from '@holdfast/contract/format/format-money';
import { Button, Stack, Text } from '@mantine/core';
import { IconCreditCard } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StickyAction } from '../../../frames/patient/patient-shell.tsx';
import { formatDayTime } from '../../../lib/format/format-time.ts';
import { useLocale } from '../../../lib/format/use-locale.ts';
import { PayPanel } from './pay-panel.tsx';

interface PayByChoiceProps {
  readonly booking: Booking;
  readonly children: ReactNode;
}

/**
 * A confirmed visit that is to be paid at the desk may also be paid online until it begins. An order at the provider is made
 * only for those who ask for it.
 */
export function PayByChoice({ booking, children }: PayByChoiceProps) {
  const { t } = useTranslation('patient');
  const locale = useLocale();
  const [isAsked, setAsked] = useState(false);
  if (isAsked) return <PayPanel booking={booking}>{children}</PayPanel>;
  const until = booking.may.pay.until ?? booking.startsAt;
  return (
    <>
      <Stack gap="md">
        {children}
        <Text size="sm" c="dimmed" ta="center">
          {t('pay.choice', { time: formatDayTime(until, locale, booking.timeZone) })}
        </Text>
      </Stack>
      <StickyAction>
        <Button
          size="lg"
          fullWidth
          variant="light"
          leftSection={<IconCreditCard size={20} aria-hidden />}
          onClick={() => setAsked(true)}
        >
          {t('pay.online', { price: formatMoney(booking.money.due, locale) })}
        </Button>
      </StickyAction>
    </>
  );
}
