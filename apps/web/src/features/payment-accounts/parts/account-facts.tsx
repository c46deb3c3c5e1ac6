import { CopyButton, Text, UnstyledButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { Fragment } from 'react';
import { ClinicTime } from '../../../components/value/clinic-time.tsx';
import type { Account, Secret } from '../model/account-types.ts';
import { useAccountsText } from '../use-accounts-text.ts';
import classes from './account-card.module.css';

interface SecretsProps {
  readonly secrets: readonly Secret[];
  readonly timeZone: string;
}

/** Which keys are stored, by the end of each: as names and values of a list of facts. */
function SecretFacts({ secrets, timeZone }: SecretsProps) {
  const { t } = useAccountsText();
  return secrets.map(({ purpose, lastFour, since }) => (
    <Fragment key={purpose}>
      <dt>{t(`payment-accounts:secret.${purpose}`)}</dt>
      <dd>
        {lastFour === null
          ? t('payment-accounts:secret.stored')
          : t('payment-accounts:secret.endsIn', { end: lastFour })}
        {' · '}
        <Text span inherit c="dimmed">
          <ClinicTime at={since} timeZone={timeZone} />
        </Text>
      </dd>
    </Fragment>
  ));
}

export function Secrets(props: SecretsProps) {
  return (
    <dl className={classes.facts}>
      <SecretFacts {...props} />
    </dl>
  );
}

function WebhookAddress({ path }: { readonly path: string }) {
  const { t } = useAccountsText();
  const address = new URL(path, window.location.origin).href;
  return (
    <CopyButton value={address}>
      {({ copied, copy }) => (
        <UnstyledButton
          className={classes.reference ?? ''}
          aria-label={
            copied ? t('payment-accounts:webhook.copied') : t('payment-accounts:webhook.copy', { address })
          }
          title={t('payment-accounts:webhook.hint')}
          onClick={copy}
        >
          {address} {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        </UnstyledButton>
      )}
    </CopyButton>
  );
}

/** Since when the account is what it is, where its webhooks go, and its keys. */
export function AccountFacts({
  account,
  timeZone,
}: {
  readonly account: Account;
  readonly timeZone: string;
}) {
  const { t } = useAccountsText();
  return (
    <dl className={classes.facts}>
      <dt>{t('payment-accounts:since')}</dt>
      <dd>
        <ClinicTime at={account.stateSince} timeZone={timeZone} />
      </dd>
      <dt>{t('payment-accounts:webhook.label')}</dt>
      <dd>
        <WebhookAddress path={account.webhookPath} />
      </dd>
      <SecretFacts secrets={account.secrets} timeZone={timeZone} />
    </dl>
  );
}
