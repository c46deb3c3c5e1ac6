import { ClinicPage } from '../../frames/staff/clinic-page.tsx';
import { ClinicAccounts } from './clinic-accounts.tsx';
import { useAccountsText } from './use-accounts-text.ts';

/** Where the administration of a clinic keeps its accounts at payment providers. */
export function PaymentAccountsPage() {
  const { t } = useAccountsText();
  return (
    <ClinicPage can="providerAccounts.manage" noClinic={t('payment-accounts:noClinic')}>
      {({ clinicId }, timeZone) => <ClinicAccounts clinicId={clinicId} timeZone={timeZone} />}
    </ClinicPage>
  );
}
