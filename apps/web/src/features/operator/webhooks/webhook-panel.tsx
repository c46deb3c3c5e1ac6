import { webhookMachine } from '@holdfast/contract/webhook/webhook.states';
import { Button, CopyButton, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { SidePanel } from '../../../components/layout/side-panel.tsx';
import { QueryView } from '../../../components/screen-state/query-view.tsx';
import { StateBadge } from '../../../components/state-look/state-badge.tsx';
import { useTRPC } from '../../../lib/api/trpc.ts';
import { useReasonWords } from '../../../lib/words/use-reason-words.ts';
import type { WebhookWithBody } from '../model/ops-types.ts';
import { prettyBody } from '../model/pretty-body.ts';
import { CopyId } from '../parts/copy-id.tsx';
import { Facts } from '../parts/facts.tsx';
import classes from '../parts/ops.module.css';
import { useOpsText } from '../use-ops-text.ts';
import { ReplayForm } from './replay-form.tsx';

function RawBody({ raw }: { readonly raw: string }) {
  const { t } = useOpsText();
  const { text, isJson } = prettyBody(raw);
  const title = t('staff:ops.webhook.body');
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={3} fz="md">
          {title}
        </Title>
        <CopyButton value={raw}>
          {({ copied, copy }) => (
            <Button variant="subtle" size="compact-sm" onClick={copy}>
              {copied ? t('staff:ops.copied') : t('staff:ops.copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
      {isJson ? null : <Text size="sm">{t('staff:ops.webhook.bodyNotJson')}</Text>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.body} aria-label={title} tabIndex={0}>
        <code>{text}</code>
      </section>
    </Stack>
  );
}

function Webhook({ read }: { readonly read: WebhookWithBody }) {
  const { t, dayTime } = useOpsText();
  const words = useReasonWords();
  const { webhook, rawBody } = read;
  const { state, reason, paymentId, nextTryAt } = webhook;
  const mayReplay = webhookMachine.is.replayable(state);
  return (
    <Stack gap="md">
      <Group gap="xs">
        <StateBadge machine="webhook" state={state} />
        <Text size="sm" c="dimmed">
          {t('staff:ops.webhook.triedTimes', { count: webhook.tries })}
        </Text>
      </Group>
      {reason ? <Text title={reason}>{words(reason)}</Text> : null}
      <Facts
        facts={[
          { name: t('staff:ops.webhook.column.received'), value: dayTime(webhook.receivedAt) },
          { name: t('staff:ops.webhook.provider'), value: webhook.provider },
          {
            name: t('staff:ops.webhook.eventId'),
            value: webhook.eventId ?? t('staff:ops.webhook.noEventId'),
          },
          { name: t('staff:ops.webhook.payment'), value: paymentId ? <CopyId id={paymentId} /> : null },
          { name: t('staff:ops.webhook.column.next'), value: nextTryAt ? dayTime(nextTryAt) : null },
        ]}
      />
      {mayReplay ? (
        <ReplayForm key={webhook.id} webhook={webhook} />
      ) : (
        <Text size="sm" c="dimmed">
          {t('staff:ops.webhook.replayWhen')}
        </Text>
      )}
      <RawBody raw={rawBody} />
    </Stack>
  );
}

export function WebhookPanel(props: { readonly webhookId: string; readonly onClose: () => void }) {
  const { t } = useOpsText();
  const trpc = useTRPC();
  const query = useQuery(trpc.ops.webhook.queryOptions({ webhookId: props.webhookId }));
  const type = query.data?.webhook.eventType ?? '';
  return (
    <SidePanel
      title={t('staff:ops.webhook.drawer', { type })}
      closeLabel={t('staff:ops.webhook.close')}
      onClose={props.onClose}
    >
      <QueryView query={query} skeleton={<Skeleton height={240} />}>
        {(read) => <Webhook read={read} />}
      </QueryView>
    </SidePanel>
  );
}
