import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { formatMoney } from '@holdfast/contract/format/format-money';
import { Button, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { StickyAction } from '../../../frames/patient/patient-shell.tsx';
import { useTRPC, useTRPCClient } from '../../../lib/api/trpc.ts';
import { useCommand } from '../../../lib/api/use-command.ts';
import { useLocale } from '../../../lib/format/use-locale.ts';

/** For clinics that are paid at the desk: the promise to pay confirms the booking. */
export function DeskPanel({
  booking,
  children,
}: {
  readonly booking: Booking;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('patient');
  const locale = useLocale();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const key = trpc.bookings.get.queryKey({ bookingId: booking.id });
  const permit = useCommand(client.bookings.permitDeskPayment.mutate, {
    onSuccess: (confirmed) => queryClient.setQueryData(key, confirmed),
    onError: () => void queryClient.invalidateQueries({ queryKey: key }),
  });
  return (
    <>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('pay.deskHint')}
        </Text>
        {children}
      </Stack>
      <StickyAction>
        <Stack gap={8}>
          <ErrorNote error={permit.error} />
          <Button
            size="lg"
            fullWidth
            loading={permit.isPending}
            leftSection={<IconCircleCheck size={20} aria-hidden />}
            onClick={() => permit.mutate({ bookingId: booking.id })}
          >
            {t('pay.desk', { price: formatMoney(booking.money.due, locale) })}
          </Button>
        </Stack>
      </StickyAction>
    </>
  );
}
