import { Alert, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { QueryView } from '../../components/screen-state/query-view.tsx';
import { StateBadge } from '../../components/state-look/state-badge.tsx';
import { QrCode } from '../../components/value/qr-code.tsx';
import { useTRPC } from '../../lib/api/trpc.ts';
import type { Account } from './model/ops-types.ts';
import classes from './parts/ops.module.css';
import { useOpsText } from './use-ops-text.ts';

const hurriedMs = 2_000;
const calmMs = 10_000;
/** States that change within seconds, so the page polls faster. */
const passing: readonly Account['state'][] = ['qr', 'starting', 'loading', 'logged_out'];

/** The log-in code is a credential: read only here, and dropped from the cache once it is off view. */
export function useWhatsapp(isWatched: boolean) {
  const trpc = useTRPC();
  return useQuery(
    trpc.ops.whatsapp.queryOptions(
      {},
      {
        refetchInterval: ({ state }) =>
          isWatched && state.data && passing.includes(state.data.state) ? hurriedMs : calmMs,
        gcTime: 0,
        staleTime: 0,
      },
    ),
  );
}

function LogInCode({ text }: { readonly text: string | null }) {
  const { t } = useOpsText();
  if (text === null) return <Text role="status">{t('staff:ops.whatsapp.qrSoon')}</Text>;
  return (
    <div className={classes.qr}>
      <QrCode text={text} alt={t('staff:ops.whatsapp.qrAlt')} size={264} />
      <Stack gap="xs" maw={420}>
        <Title order={2} fz="md">
          {t('staff:ops.whatsapp.qrTitle')}
        </Title>
        <Text>{t('staff:ops.whatsapp.qrHow')}</Text>
        <Text size="sm" c="dimmed">
          {t('staff:ops.whatsapp.qrAge')}
        </Text>
        <Alert color="amber" variant="light" p="xs">
          {t('staff:ops.whatsapp.qrSecret')}
        </Alert>
      </Stack>
    </div>
  );
}

export function WhatsappTab() {
  const { t, dayTime } = useOpsText();
  const query = useWhatsapp(true);
  return (
    <QueryView query={query} skeleton={<Skeleton height={240} />}>
      {(account) => (
        <Stack gap="md" maw={760}>
          <Stack gap={4} role="status">
            <span>
              <StateBadge machine="whatsapp" state={account.state} />
            </span>
            <Text>{t(`staff:ops.whatsapp.meaning.${account.state}`)}</Text>
            {account.note && account.state !== 'qr' ? (
              <Text size="sm" c="dimmed" lang="en">
                {account.note}
              </Text>
            ) : null}
            <Text size="sm" c="dimmed">
              {account.updatedAt
                ? t('staff:ops.whatsapp.since', { time: dayTime(account.updatedAt) })
                : t('staff:ops.whatsapp.never')}
            </Text>
          </Stack>
          {account.state === 'qr' ? <LogInCode text={account.qrText} /> : null}
        </Stack>
      )}
    </QueryView>
  );
}
