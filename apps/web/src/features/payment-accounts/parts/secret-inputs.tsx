import type { SecretPurpose } from '@holdfast/contract/payment/provider-accounts';
import { TextInput } from '@mantine/core';
import type { SecretForm } from '../model/account-types.ts';
import type { Entered } from '../model/entered-secrets.ts';
import { useAccountsText } from '../use-accounts-text.ts';

interface SecretInputsProps {
  readonly forms: readonly SecretForm[];
  readonly entered: Entered;
  readonly required: boolean;
  /** What is wrong with each, or nothing. */
  readonly problemOf: (form: SecretForm) => string | null;
  readonly onEntered: (entered: Entered) => void;
}

/** Inputs for keys: what is entered is hidden, and neither the browser nor a password manager is asked to keep it. */
export function SecretInputs({ forms, entered, required, problemOf, onEntered }: SecretInputsProps) {
  const { t } = useAccountsText();
  const put = (purpose: SecretPurpose, value: string): void => onEntered({ ...entered, [purpose]: value });
  return forms.map((form) => (
    <TextInput
      key={form.purpose}
      type="password"
      autoComplete="new-password"
      autoCapitalize="off"
      spellCheck={false}
      data-1p-ignore
      data-lpignore="true"
      label={t(`payment-accounts:secret.${form.purpose}`)}
      description={t('payment-accounts:form.looksLike', { form: form.form })}
      required={required}
      value={entered[form.purpose] ?? ''}
      error={problemOf(form)}
      onChange={(event) => put(form.purpose, event.currentTarget.value)}
    />
  ));
}
