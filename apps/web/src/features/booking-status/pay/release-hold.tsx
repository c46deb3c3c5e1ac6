import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../../components/layout/card.tsx';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { useTRPC, useTRPCClient } from '../../../lib/api/trpc.ts';
import { useCommand } from '../../../lib/api/use-command.ts';

/** Releases an unpaid hold, after a confirmation that states the consequence. */
export function ReleaseHold({ booking }: { readonly booking: Booking }) {
  const { t } = useTranslation('patient');
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const key = trpc.bookings.get.queryKey({ bookingId: booking.id });
  const cancel = useCommand(client.bookings.cancel.mutate, {
    onSuccess: (cancelled) => queryClient.setQueryData(key, cancelled),
    onError: () => void queryClient.invalidateQueries({ queryKey: key }),
  });
  if (!isAsking) {
    return (
      <Button variant="subtle" color="gray" mih={44} onClick={() => setAsking(true)}>
        {t('pay.release')}
      </Button>
    );
  }
  return (
    <Card role="group" aria-label={t('pay.releaseTitle')}>
      <Stack gap="sm">
        <div>
          <Text fw={650}>{t('pay.releaseTitle')}</Text>
          <Text size="sm" c="dimmed">
            {t('pay.releaseBody')}
          </Text>
        </div>
        <ErrorNote error={cancel.error} />
        <Group grow>
          <Button variant="default" mih={44} onClick={() => setAsking(false)} autoFocus>
            {t('pay.releaseNo')}
          </Button>
          <Button
            color="red"
            mih={44}
            loading={cancel.isPending}
            onClick={() => cancel.mutate({ bookingId: booking.id, reason: t('pay.releaseReason') })}
          >
            {t('pay.releaseYes')}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
