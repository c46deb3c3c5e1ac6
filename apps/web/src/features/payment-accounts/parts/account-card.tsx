import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { Card } from '../../../components/layout/card.tsx';
import { StateBadge } from '../../../components/state-look/state-badge.tsx';
import { ClinicTime } from '../../../components/value/clinic-time.tsx';
import { type AccountOffer, type AccountStep, providerName } from '../model/account-steps.ts';
import type { Account } from '../model/account-types.ts';
import { useAccountsText } from '../use-accounts-text.ts';
import classes from './account-card.module.css';
import { AccountFacts, Secrets } from './account-facts.tsx';

interface AccountCardProps {
  readonly account: Account;
  readonly timeZone: string;
  readonly offer: AccountOffer;
  readonly onStep: (step: AccountStep, account: Account) => void;
  readonly onRotate: (account: Account) => void;
  readonly onConnect: (account: Account) => void;
}

/** Keys that wait: who asked for them and why, and what this reader may do about it. */
function WaitingKeys({ account, timeZone, offer, onStep }: AccountCardProps) {
  const { t } = useAccountsText();
  const { pending } = account;
  if (pending === null) return null;
  return (
    <div className={classes.block}>
      <Title order={3} fz="sm">
        {t('payment-accounts:waiting.title')}
      </Title>
      <Text size="sm">
        {t('payment-accounts:waiting.by', { name: pending.requestedBy })}{' '}
        <ClinicTime at={pending.requestedAt} timeZone={timeZone} />
      </Text>
      <Text size="sm">{t('payment-accounts:waiting.reason', { reason: pending.reason })}</Text>
      <Secrets secrets={pending.secrets} timeZone={timeZone} />
      {pending.mayConfirm ? null : (
        <Text size="sm" c="dimmed">
          {t('payment-accounts:waiting.other')}
        </Text>
      )}
      <Group gap="xs">
        {offer.steps.includes('confirm') ? (
          <Button size="xs" onClick={() => onStep('confirm', account)}>
            {t('payment-accounts:step.confirm.button')}
          </Button>
        ) : null}
        <Button size="xs" variant="default" onClick={() => onStep('withdraw', account)}>
          {t('payment-accounts:step.withdraw.button')}
        </Button>
      </Group>
    </div>
  );
}

function PreviousSecret({ account, offer, onStep }: AccountCardProps) {
  const { t } = useAccountsText();
  if (!offer.steps.includes('retirePrevious')) return null;
  return (
    <div className={classes.block}>
      <Title order={3} fz="sm">
        {t('payment-accounts:previous.title')}
      </Title>
      <Text size="sm">{t('payment-accounts:previous.body')}</Text>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => onStep('retirePrevious', account)}>
          {t('payment-accounts:step.retirePrevious.button')}
        </Button>
      </Group>
    </div>
  );
}

const moves = ['drain', 'resume', 'close'] as const satisfies readonly AccountStep[];

function Buttons({ account, offer, ...on }: AccountCardProps) {
  const { t } = useAccountsText();
  const offered = moves.filter((move) => offer.steps.includes(move));
  if (!offer.mayRotate && !offer.mayConnect && offered.length === 0) return null;
  return (
    <Group gap="xs">
      {offer.mayRotate ? (
        <Button variant="light" size="sm" onClick={() => on.onRotate(account)}>
          {t('payment-accounts:rotate.open')}
        </Button>
      ) : null}
      {offer.mayConnect ? (
        <Button variant="light" size="sm" onClick={() => on.onConnect(account)}>
          {t('payment-accounts:connect.again')}
        </Button>
      ) : null}
      {offered.map((move) => (
        <Button
          key={move}
          variant="default"
          size="sm"
          {...(move === 'close' ? { c: 'red' } : {})}
          onClick={() => on.onStep(move, account)}
        >
          {t(`payment-accounts:step.${move}.button`)}
        </Button>
      ))}
    </Group>
  );
}

export function AccountCard(props: AccountCardProps) {
  const { account, timeZone } = props;
  return (
    <Card role="group" aria-label={`${providerName(account.provider)} ${account.accountRef}`}>
      <Stack gap="sm">
        <Group gap="xs" justify="space-between" align="flex-start">
          <div>
            <Title order={2} fz="md">
              {providerName(account.provider)}
            </Title>
            <span className={classes.reference}>{account.accountRef}</span>
          </div>
          <Group gap={6}>
            <StateBadge machine="accountMode" state={account.mode} />
            <StateBadge machine="account" state={account.state} />
          </Group>
        </Group>
        <AccountFacts account={account} timeZone={timeZone} />
        <WaitingKeys {...props} />
        <PreviousSecret {...props} />
        <Buttons {...props} />
      </Stack>
    </Card>
  );
}
