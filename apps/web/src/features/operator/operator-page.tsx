import { Stack, Tabs, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { InvariantsTab } from './invariants-tab.tsx';
import { MessagesTab } from './messages/messages-tab.tsx';
import { type OpsTab, opsTabs } from './ops-tabs.ts';
import { OverviewTab } from './overview-tab.tsx';
import classes from './parts/ops.module.css';
import { StuckTab } from './stuck/stuck-tab.tsx';
import { useOpsShell } from './use-ops-shell.tsx';
import { useOpsText } from './use-ops-text.ts';
import { type OpsView, useOpsView } from './use-ops-view.ts';
import { WebhooksTab } from './webhooks/webhooks-tab.tsx';
import { WhatsappTab } from './whatsapp-tab.tsx';

const pages: Record<OpsTab, (view: OpsView) => ReactNode> = {
  overview: (view) => <OverviewTab view={view} />,
  webhooks: (view) => <WebhooksTab view={view} />,
  messages: (view) => <MessagesTab view={view} />,
  whatsapp: () => <WhatsappTab />,
  stuck: (view) => <StuckTab view={view} />,
  invariants: () => <InvariantsTab />,
};

/** The page of operators, who keep the system running. */
export function OperatorPage() {
  const { t } = useOpsText();
  const view = useOpsView();
  useOpsShell(view);
  const show = (value: string | null): void => {
    const tab = opsTabs.find((known) => known === value);
    if (tab) view.showTab(tab);
  };
  return (
    <Stack gap="sm">
      <Title order={1} fz="h3">
        {t('staff:ops.title')}
      </Title>
      <Tabs value={view.tab} onChange={show} keepMounted={false}>
        <Tabs.List mb="md" className={classes.tabs}>
          {opsTabs.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {t(`staff:ops.tabs.${tab}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {opsTabs.map((tab) => (
          <Tabs.Panel key={tab} value={tab}>
            {pages[tab](view)}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}
