import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconCash, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { QueryView } from '../../components/screen-state/query-view.tsx';
import { StateScreen } from '../../components/screen-state/state-screen.tsx';
import type { StaffClinic } from '../../frames/staff/shell-context.tsx';
import { useTRPC } from '../../lib/api/trpc.ts';
import { AddDrawer } from './parts/add-drawer.tsx';
import { CountDialog } from './parts/count-dialog.tsx';
import classes from './parts/drawer-card.module.css';
import { DrawerCard } from './parts/drawer-card.tsx';
import { useCashText } from './use-cash-text.ts';
import type { AskedCount, CashDrawer } from './use-drawer-commands.ts';

/** Nobody tells the page of drawers live; what a colleague has counted appears within this time. */
const pollMs = 30_000;

interface DrawersProps {
  readonly clinic: StaffClinic;
  readonly timeZone: string;
  readonly drawers: readonly CashDrawer[];
}

function Drawers({ clinic, timeZone, drawers }: DrawersProps) {
  const { t } = useCashText();
  const [isAdding, setIsAdding] = useState(false);
  const [asked, setAsked] = useState<AskedCount | null>(null);
  const { clinicId, capabilities } = clinic;
  const button = capabilities.includes('drawers.manage') ? (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setIsAdding(true)}>
      {t('cash-desk:add.open')}
    </Button>
  ) : null;
  return (
    <Stack gap="md">
      {drawers.length === 0 ? (
        <StateScreen icon={IconCash} title={t('cash-desk:empty.title')} action={button}>
          {t('cash-desk:empty.body')} {button ? null : t('cash-desk:empty.ask')}
        </StateScreen>
      ) : (
        <>
          {button ? <Group>{button}</Group> : null}
          <ul className={classes.list} aria-label={t('product:nav.cashDesk')}>
            {drawers.map((drawer) => (
              <li key={drawer.id}>
                <DrawerCard
                  drawer={drawer}
                  timeZone={timeZone}
                  mayCount={capabilities.includes('payments.collect')}
                  onCount={setAsked}
                />
              </li>
            ))}
          </ul>
        </>
      )}
      {isAdding ? <AddDrawer clinicId={clinicId} onClose={() => setIsAdding(false)} /> : null}
      {asked ? <CountDialog clinicId={clinicId} asked={asked} onClose={() => setAsked(null)} /> : null}
    </Stack>
  );
}

export function ClinicDrawers({ clinic, timeZone }: Omit<DrawersProps, 'drawers'>) {
  const { t } = useCashText();
  const trpc = useTRPC();
  const { clinicId } = clinic;
  const query = useQuery(trpc.drawers.list.queryOptions({ clinicId }, { refetchInterval: pollMs }));
  return (
    <Stack gap="sm">
      <div>
        <Title order={1} fz="h3">
          {t('product:nav.cashDesk')}
        </Title>
        <Text size="sm" c="dimmed" maw={820}>
          {t('cash-desk:lead')}
        </Text>
      </div>
      <QueryView query={query} skeleton={<Skeleton height={240} />}>
        {({ drawers }) => <Drawers clinic={clinic} timeZone={timeZone} drawers={drawers} />}
      </QueryView>
    </Stack>
  );
}
