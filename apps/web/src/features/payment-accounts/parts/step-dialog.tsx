import { Text } from '@mantine/core';
import { ReasonDialog } from '../../../components/reason/reason-dialog.tsx';
import { providerName } from '../model/account-steps.ts';
import { type AskedStep, useAccountStep } from '../use-account-commands.ts';
import { useAccountsText } from '../use-accounts-text.ts';
import { AccountFailure } from './account-failure.tsx';

interface StepDialogProps {
  readonly clinicId: string;
  readonly asked: AskedStep;
  readonly onClose: () => void;
}

/** Asks for the reason of a step, and says what follows from it. */
export function StepDialog({ clinicId, asked, onClose }: StepDialogProps) {
  const { t } = useAccountsText();
  const command = useAccountStep(clinicId, asked, onClose);
  const { step, account } = asked;
  return (
    <ReasonDialog
      title={t(`payment-accounts:step.${step}.title`)}
      button={t(`payment-accounts:step.${step}.button`)}
      color={step === 'close' || step === 'withdraw' ? 'red' : 'brand'}
      isPending={command.isPending}
      failure={<AccountFailure error={command.error} />}
      onSubmit={(reason) => command.mutate(reason)}
      onClose={onClose}
    >
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {`${providerName(account.provider)} · ${account.accountRef}`}
      </Text>
      <Text size="sm">{t(`payment-accounts:step.${step}.body`)}</Text>
    </ReasonDialog>
  );
}
