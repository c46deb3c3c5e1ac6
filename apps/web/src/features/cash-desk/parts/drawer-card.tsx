import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useId } from 'react';
import { Card } from '../../../components/layout/card.tsx';
import { ClinicTime } from '../../../components/value/clinic-time.tsx';
import { Money } from '../../../components/value/money.tsx';
import { useSeenAmount } from '../../../components/value/use-seen-amount.ts';
import { useCashText } from '../use-cash-text.ts';
import type { AskedCount, CashDrawer } from '../use-drawer-commands.ts';
import classes from './drawer-card.module.css';

type Session = NonNullable<CashDrawer['session']>;

interface SessionProps {
  readonly session: Session;
  readonly timeZone: string;
}

function Opening({ session, timeZone }: SessionProps) {
  const { t } = useCashText();
  return (
    <>
      <dt>{t('cash-desk:openedBy')}</dt>
      <dd>
        {session.openedBy} · <ClinicTime at={session.openedAt} timeZone={timeZone} />
      </dd>
      <dt>{t('cash-desk:opening')}</dt>
      <dd>
        <Money value={session.opening} exact />
      </dd>
    </>
  );
}

function Closing({ closing, timeZone }: { readonly closing: Session['closing']; readonly timeZone: string }) {
  const { t } = useCashText();
  const amountOf = useSeenAmount();
  if (closing === null) return null;
  const { counted, expected, differenceMinor } = closing;
  const amount = amountOf({ ...counted, amountMinor: Math.abs(differenceMinor) });
  const isMissing = differenceMinor < 0;
  return (
    <>
      <dt>{t('cash-desk:closedBy')}</dt>
      <dd>
        {closing.closedBy} · <ClinicTime at={closing.closedAt} timeZone={timeZone} />
      </dd>
      <dt>{t('cash-desk:counted')}</dt>
      <dd>
        <Money value={counted} exact />
      </dd>
      <dt>{t('cash-desk:expected')}</dt>
      <dd>
        <Money value={expected} exact />
      </dd>
      <dt>{t('cash-desk:difference')}</dt>
      <dd>
        {differenceMinor === 0 ? (
          t('cash-desk:exact')
        ) : (
          <Text span inherit fw={650} c={isMissing ? 'var(--mantine-color-error)' : 'inherit'}>
            {t(isMissing ? 'cash-desk:missing' : 'cash-desk:over', { amount })}
          </Text>
        )}
      </dd>
    </>
  );
}

interface DrawerCardProps {
  readonly drawer: CashDrawer;
  readonly timeZone: string;
  readonly mayCount: boolean;
  readonly onCount: (asked: AskedCount) => void;
}

/** A drawer with its latest session. What should lie in an open one is not shown: it is counted without knowing it. */
export function DrawerCard({ drawer, timeZone, mayCount, onCount }: DrawerCardProps) {
  const { t } = useCashText();
  const titleId = useId();
  const { session } = drawer;
  const isOpen = session !== null && session.closing === null;
  const state = session === null ? 'never' : isOpen ? 'open' : 'closed';
  const count = isOpen ? 'close' : 'open';
  return (
    <Card role="group" aria-labelledby={titleId}>
      <Stack gap="sm">
        <div className={classes.head}>
          <Title order={2} fz="md" id={titleId}>
            {drawer.name}
          </Title>
          <Badge variant="light" tt="none" fz="sm" color={isOpen ? 'green' : 'gray'}>
            {t(`cash-desk:state.${state}`)}
          </Badge>
        </div>
        {session === null ? null : (
          <dl className={classes.facts}>
            <Opening session={session} timeZone={timeZone} />
            <Closing closing={session.closing} timeZone={timeZone} />
          </dl>
        )}
        {mayCount ? (
          <Group>
            <Button
              size="sm"
              variant={isOpen ? 'default' : 'light'}
              onClick={() => onCount({ count, drawer })}
            >
              {t(`cash-desk:count.${count}.button`)}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </Card>
  );
}
