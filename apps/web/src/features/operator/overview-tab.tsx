import { SimpleGrid, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { StateBadge } from '../../components/state-look/state-badge.tsx';
import { useStateWord } from '../../components/state-look/use-state-word.ts';
import { useTRPC } from '../../lib/api/trpc.ts';
import { useServerNow } from '../../lib/clock/use-now.ts';
import { usePollMs } from '../../lib/live/live-provider.tsx';
import {
  invariantHealth,
  messageHealth,
  overallHealth,
  type PartHealth,
  stuckHealth,
  webhookHealth,
  whatsappHealth,
} from './model/health.ts';
import type { OpsTab } from './ops-tabs.ts';
import classes from './parts/ops.module.css';
import { useOpsText } from './use-ops-text.ts';
import type { OpsView } from './use-ops-view.ts';
import { useWhatsapp } from './whatsapp-tab.tsx';

interface Part {
  readonly tab: OpsTab;
  readonly title: string;
  readonly health: PartHealth;
  /** The status in one sentence. */
  readonly sentence: string;
  readonly detail: ReactNode;
  /** Narrows the list behind it to the rows that were counted. */
  readonly failed: boolean;
}

function useReads() {
  const trpc = useTRPC();
  const refetchInterval = usePollMs(10_000);
  return {
    webhooks: useQuery(trpc.ops.webhooks.queryOptions({ limit: 1 }, { refetchInterval })),
    messages: useQuery(trpc.ops.messages.queryOptions({ limit: 1 }, { refetchInterval })),
    whatsapp: useWhatsapp(false),
    stuck: useQuery(trpc.ops.stuck.queryOptions({ limit: 1 }, { refetchInterval: 15_000 })),
    invariants: useQuery(trpc.ops.invariants.queryOptions({}, { refetchInterval: 15_000 })),
  };
}

type Reads = ReturnType<typeof useReads>;

function useFlowParts({ webhooks, messages }: Reads): readonly Part[] {
  const { t } = useOpsText();
  const ofWebhooks = webhookHealth(webhooks.data?.counts);
  const ofMessages = messageHealth(messages.data?.counts);
  const counted = (counts: Readonly<Record<string, number>> | undefined, state: string) =>
    counts?.[state] ?? 0;
  const sent = messages.data?.counts;
  return [
    {
      tab: 'webhooks',
      title: t('staff:ops.overview.webhooks'),
      health: ofWebhooks,
      sentence:
        ofWebhooks.count > 0
          ? t('staff:ops.overview.webhooksBad', { count: ofWebhooks.count })
          : t('staff:ops.overview.webhooksGood'),
      detail: t('staff:ops.overview.webhooksDetail', {
        retrying: counted(webhooks.data?.counts, 'retrying'),
        dead: counted(webhooks.data?.counts, 'dead'),
      }),
      failed: webhooks.data === undefined && webhooks.error !== null,
    },
    {
      tab: 'messages',
      title: t('staff:ops.overview.messages'),
      health: ofMessages,
      sentence:
        ofMessages.count > 0
          ? t('staff:ops.overview.messagesBad', { count: ofMessages.count })
          : t('staff:ops.overview.messagesGood'),
      detail: t('staff:ops.overview.messagesDetail', {
        unknown: counted(sent, 'unknown'),
        failed: counted(sent, 'failed'),
        waiting: counted(sent, 'queued') + counted(sent, 'retrying'),
      }),
      failed: messages.data === undefined && messages.error !== null,
    },
  ];
}

function useGuardParts({ whatsapp, stuck, invariants }: Reads, nowMs: number): readonly Part[] {
  const { t, dayTime } = useOpsText();
  const stateWord = useStateWord();
  const account = whatsapp.data;
  const ofStuck = stuckHealth(stuck.data?.counts);
  const ofInvariants = invariantHealth(invariants.data, nowMs);
  const total = invariants.data?.invariants.length ?? 0;
  const checkedAt = invariants.data?.checkedAt ?? null;
  const invariantsNow =
    ofInvariants.health === 'unknown' && checkedAt !== null
      ? t('staff:ops.overview.invariantsOld', { time: dayTime(checkedAt) })
      : t('staff:ops.overview.invariantsGood', { total });
  return [
    {
      tab: 'whatsapp',
      title: t('staff:ops.overview.whatsapp'),
      health: whatsappHealth(account),
      sentence: account ? stateWord('whatsapp', account.state) : '',
      detail: account ? t(`staff:ops.whatsapp.meaning.${account.state}`) : '',
      failed: account === undefined && whatsapp.error !== null,
    },
    {
      tab: 'stuck',
      title: t('staff:ops.overview.stuck'),
      health: ofStuck,
      sentence:
        ofStuck.count > 0
          ? t('staff:ops.overview.stuckBad', { count: ofStuck.count })
          : t('staff:ops.overview.stuckGood'),
      detail: '',
      failed: stuck.data === undefined && stuck.error !== null,
    },
    {
      tab: 'invariants',
      title: t('staff:ops.overview.invariants'),
      health: ofInvariants,
      sentence:
        ofInvariants.count > 0
          ? t('staff:ops.overview.invariantsBad', { count: ofInvariants.count, total })
          : checkedAt === null
            ? t('staff:ops.overview.invariantsNever')
            : invariantsNow,
      detail: checkedAt ? t('staff:ops.checkedAt', { time: dayTime(checkedAt) }) : '',
      failed: invariants.data === undefined && invariants.error !== null,
    },
  ];
}

function PartCard({ part, onOpen }: { readonly part: Part; readonly onOpen: () => void }) {
  const { t } = useOpsText();
  const { health, failed } = part;
  return (
    <UnstyledButton className={classes.partLink} onClick={onOpen}>
      <div className={classes.part}>
        <Text size="sm" c="dimmed">
          {part.title}
        </Text>
        {failed ? (
          <>
            <StateBadge machine="health" state="unknown" />
            <Text size="sm">{t('staff:ops.overview.loadFailed')}</Text>
          </>
        ) : (
          <>
            <span>
              <StateBadge machine="health" state={health.health} />
            </span>
            <Text fw={600}>{part.sentence}</Text>
            <Text size="sm" c="dimmed">
              {part.detail}
            </Text>
          </>
        )}
      </div>
    </UnstyledButton>
  );
}

/** Shows at a glance whether the system is healthy and, if not, which part needs attention. */
export function OverviewTab({ view }: { readonly view: OpsView }) {
  const { t } = useOpsText();
  const reads = useReads();
  const parts = [...useFlowParts(reads), ...useGuardParts(reads, useServerNow(15_000))];
  const overall = overallHealth(parts.map(({ health }) => health));
  const headline = {
    good: t('staff:ops.overview.allWell'),
    unknown: t('staff:ops.overview.unknown'),
    attention: t('staff:ops.overview.attention', { count: overall.count }),
  };
  return (
    <Stack gap="md">
      <Stack gap={2} role="status">
        <Title order={2} fz="xl">
          {headline[overall.health]}
        </Title>
        {overall.health === 'good' ? <Text c="dimmed">{t('staff:ops.overview.allWellBody')}</Text> : null}
      </Stack>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
        {parts.map((part) => (
          <PartCard key={part.tab} part={part} onOpen={() => view.showTab(part.tab)} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}
