import { Alert, Button, Drawer, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconCreditCard, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { QueryView } from '../../components/screen-state/query-view.tsx';
import { StateScreen } from '../../components/screen-state/state-screen.tsx';
import { useTRPC } from '../../lib/api/trpc.ts';
import { offerOf } from './model/account-steps.ts';
import type { Account, Connectable } from './model/account-types.ts';
import classes from './parts/account-card.module.css';
import { AccountCard } from './parts/account-card.tsx';
import { ConnectForm } from './parts/connect-form.tsx';
import { RotateForm } from './parts/rotate-form.tsx';
import { StepDialog } from './parts/step-dialog.tsx';
import type { AskedStep } from './use-account-commands.ts';
import { useAccountsText } from './use-accounts-text.ts';

/** Nobody tells the page of accounts live; keys that another person has asked for appear within this time. */
const pollMs = 30_000;

interface AccountList {
  readonly accounts: readonly Account[];
  readonly connectable: readonly Connectable[];
}

type OpenForm =
  | { readonly kind: 'connect'; readonly again: Account | null }
  | { readonly kind: 'rotate'; readonly account: Account };

interface FormDrawerProps {
  readonly clinicId: string;
  readonly form: OpenForm;
  readonly connectable: readonly Connectable[];
  readonly onClose: () => void;
}

/** The keys that were entered are gone as soon as the drawer is closed. */
function FormDrawer({ clinicId, form, connectable, onClose }: FormDrawerProps) {
  const { t } = useAccountsText();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="min(480px, 100%)"
      closeOnClickOutside={false}
      title={t(`payment-accounts:${form.kind}.title`)}
      closeButtonProps={{ 'aria-label': t('product:action.close') }}
      styles={{ title: { fontWeight: 650 } }}
    >
      {form.kind === 'connect' ? (
        <ConnectForm clinicId={clinicId} connectable={connectable} again={form.again} onDone={onClose} />
      ) : (
        <RotateForm
          clinicId={clinicId}
          account={form.account}
          forms={connectable.find(({ provider }) => provider === form.account.provider)?.secrets ?? []}
          onDone={onClose}
        />
      )}
    </Drawer>
  );
}

interface AccountsProps {
  readonly clinicId: string;
  readonly timeZone: string;
  readonly list: AccountList;
}

function Accounts({ clinicId, timeZone, list }: AccountsProps) {
  const { t } = useAccountsText();
  const [form, setForm] = useState<OpenForm | null>(null);
  const [asked, setAsked] = useState<AskedStep | null>(null);
  const { accounts, connectable } = list;
  const connect = () => setForm({ kind: 'connect', again: null });
  const button = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={connect}>
      {t('payment-accounts:connect.open')}
    </Button>
  );
  return (
    <Stack gap="md">
      {connectable.length === 0 ? (
        <Alert color="amber" variant="light">
          {t('payment-accounts:notSealed')}
        </Alert>
      ) : null}
      {accounts.length === 0 ? (
        <StateScreen
          icon={IconCreditCard}
          title={t('payment-accounts:empty.title')}
          action={connectable.length > 0 ? button : null}
        >
          {t('payment-accounts:empty.body')}
        </StateScreen>
      ) : (
        <>
          {connectable.length > 0 ? <Group>{button}</Group> : null}
          <ul className={classes.list} aria-label={t('product:nav.paymentAccounts')}>
            {accounts.map((account) => (
              <li key={account.id}>
                <AccountCard
                  account={account}
                  timeZone={timeZone}
                  offer={offerOf(account, connectable)}
                  onStep={(step, seen) => setAsked({ step, account: seen })}
                  onRotate={(seen) => setForm({ kind: 'rotate', account: seen })}
                  onConnect={(seen) => setForm({ kind: 'connect', again: seen })}
                />
              </li>
            ))}
          </ul>
        </>
      )}
      {form ? (
        <FormDrawer clinicId={clinicId} form={form} connectable={connectable} onClose={() => setForm(null)} />
      ) : null}
      {asked ? <StepDialog clinicId={clinicId} asked={asked} onClose={() => setAsked(null)} /> : null}
    </Stack>
  );
}

/** A clinic's own accounts at payment providers. */
export function ClinicAccounts({ clinicId, timeZone }: Omit<AccountsProps, 'list'>) {
  const { t } = useAccountsText();
  const trpc = useTRPC();
  const query = useQuery(trpc.providerAccounts.list.queryOptions({ clinicId }, { refetchInterval: pollMs }));
  return (
    <Stack gap="sm">
      <div>
        <Title order={1} fz="h3">
          {t('product:nav.paymentAccounts')}
        </Title>
        <Text size="sm" c="dimmed" maw={820}>
          {t('payment-accounts:lead')}
        </Text>
      </div>
      <QueryView query={query} skeleton={<Skeleton height={240} />}>
        {(list) => <Accounts clinicId={clinicId} timeZone={timeZone} list={list} />}
      </QueryView>
    </Stack>
  );
}
