import { onlineProviders } from '@holdfast/contract/payment/payment-providers';
import { type AccountMode, accountModes } from '@holdfast/contract/payment/provider-accounts';
import { Button, Radio, Select, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ReasonField } from '../../../components/reason/reason-field.tsx';
import { useReasonProblem } from '../../../components/reason/use-reason-problem.ts';
import { useStateWord } from '../../../components/state-look/use-state-word.ts';
import { providerName } from '../model/account-steps.ts';
import type { Account, Connectable, SecretForm } from '../model/account-types.ts';
import { type Entered, filledIn, unfitting } from '../model/entered-secrets.ts';
import { useKeysCommand } from '../use-account-commands.ts';
import { useAccountsText } from '../use-accounts-text.ts';
import { AccountFailure, wrongFieldsOf } from './account-failure.tsx';
import { SecretInputs } from './secret-inputs.tsx';

interface ConnectFormProps {
  readonly clinicId: string;
  readonly connectable: readonly Connectable[];
  /** A closed account that is connected once more. */
  readonly again: Account | null;
  readonly onDone: () => void;
}

const none: readonly SecretForm[] = [];

function useConnectForm({ clinicId, connectable, again, onDone }: ConnectFormProps) {
  const [provider, setProvider] = useState(again?.provider ?? connectable[0]?.provider ?? '');
  const [accountRef, setAccountRef] = useState(again?.accountRef ?? '');
  const [mode, setMode] = useState<AccountMode>(again?.mode ?? 'test');
  const [entered, setEntered] = useState<Entered>({});
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const reasonProblem = useReasonProblem()(reason);
  const command = useKeysCommand(clinicId, () => {
    setEntered({});
    onDone();
  });
  const chosen = connectable.find((one) => one.provider === provider);
  const forms = chosen?.secrets ?? none;
  const secrets = filledIn(forms, entered);
  const unfit = unfitting(secrets);
  const ref = accountRef.trim();
  const isRefWrong = !/^[!-~]{3,80}$/.test(ref);
  const known = onlineProviders.find((one) => one === provider);
  const isComplete =
    known !== undefined && !isRefWrong && secrets.length === forms.length && unfit.length === 0;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!isComplete || reasonProblem !== null || command.isPending) return;
    const input = { clinicId, provider: known, accountRef: ref, mode, secrets, reason: reason.trim() };
    void command.run((api) => api.providerAccounts.connect.mutate(input));
  };
  /** What the server said is about what was sent: it goes with the next change. */
  const changing =
    <Value,>(set: (value: Value) => void) =>
    (value: Value): void => {
      set(value);
      command.forget();
    };
  return {
    chosen,
    fields: { provider, accountRef, mode, entered, reason },
    change: {
      provider: changing(setProvider),
      accountRef: changing(setAccountRef),
      mode: changing(setMode),
      entered: changing(setEntered),
      reason: setReason,
    },
    wrong: {
      accountRef: tried && isRefWrong,
      isSecret: ({ purpose }: SecretForm) =>
        tried && (unfit.includes(purpose) || !secrets.some((secret) => secret.purpose === purpose)),
      reason: tried ? reasonProblem : null,
      fields: wrongFieldsOf(command.error),
    },
    command,
    submit,
  };
}

/** A new account: what is entered is proved by the server, sealed, and never shown again. */
export function ConnectForm(props: ConnectFormProps) {
  const { t } = useAccountsText();
  const stateWord = useStateWord();
  const { chosen, fields, change, wrong, command, submit } = useConnectForm(props);
  const isFixed = props.again !== null;
  const refForm = chosen?.accountRefForm ?? '';
  const isWrong = (field: string): boolean => wrong.fields.includes(field);
  const problemOf = (form: SecretForm): string | null =>
    wrong.isSecret(form) || isWrong(`secrets.${form.purpose}`)
      ? t('payment-accounts:form.secretWrong', { form: form.form })
      : null;
  return (
    <form onSubmit={submit} noValidate autoComplete="off" aria-label={t('payment-accounts:connect.title')}>
      <Stack gap="sm">
        <Select
          label={t('payment-accounts:form.provider')}
          data={props.connectable.map(({ provider }) => ({ value: provider, label: providerName(provider) }))}
          value={fields.provider}
          onChange={(value) => value !== null && change.provider(value)}
          allowDeselect={false}
          disabled={isFixed}
        />
        <TextInput
          label={t('payment-accounts:form.accountRef')}
          description={t('payment-accounts:form.looksLike', { form: refForm })}
          required
          autoComplete="off"
          spellCheck={false}
          disabled={isFixed}
          value={fields.accountRef}
          error={
            wrong.accountRef || isWrong('accountRef')
              ? t('payment-accounts:form.accountRefWrong', { form: refForm })
              : null
          }
          onChange={(event) => change.accountRef(event.currentTarget.value)}
        />
        <Radio.Group
          label={t('payment-accounts:form.mode')}
          value={fields.mode}
          onChange={(text) => {
            const mode = accountModes.find((known) => known === text);
            if (mode) change.mode(mode);
          }}
          error={isWrong('mode') ? t('payment-accounts:form.modeWrong') : null}
        >
          <Stack gap="xs" mt={4} mb={4}>
            {accountModes.map((mode) => (
              <Radio
                key={mode}
                value={mode}
                disabled={isFixed}
                label={stateWord('accountMode', mode)}
                description={t(`payment-accounts:mode.${mode}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        <SecretInputs
          forms={chosen?.secrets ?? none}
          entered={fields.entered}
          required
          problemOf={problemOf}
          onEntered={change.entered}
        />
        <ReasonField value={fields.reason} problem={wrong.reason} onChange={change.reason} />
        <AccountFailure error={command.error} />
        <Button type="submit" loading={command.isPending}>
          {t('payment-accounts:connect.button')}
        </Button>
      </Stack>
    </form>
  );
}
