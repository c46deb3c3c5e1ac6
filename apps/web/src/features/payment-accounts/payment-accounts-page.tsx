import { Skeleton } from '@mantine/core';
import { IconBuildingHospital } from '@tabler/icons-react';
import { QueryView } from '../../components/screen-state/query-view.tsx';
import { StateScreen } from '../../components/screen-state/state-screen.tsx';
import { ForbiddenState } from '../../components/screen-state/state-screens.tsx';
import { type StaffClinic, useStaffClinic } from '../../frames/staff/shell-context.tsx';
import { useClinic } from '../../lib/api/use-clinics.ts';
import { ClinicAccounts } from './clinic-accounts.tsx';
import { useAccountsText } from './use-accounts-text.ts';

/** Shown to an operator who has no clinic. */
function NoClinic() {
  const { t } = useAccountsText();
  return (
    <StateScreen icon={IconBuildingHospital} tone="gray" title={t('staff:board.noClinic')}>
      {t('payment-accounts:noClinic')}
    </StateScreen>
  );
}

function AccountsOf({ clinicId }: Pick<StaffClinic, 'clinicId'>) {
  return (
    <QueryView query={useClinic(clinicId)} skeleton={<Skeleton height={240} />}>
      {({ timeZone }) => <ClinicAccounts clinicId={clinicId} timeZone={timeZone} />}
    </QueryView>
  );
}

/** Where the administration of a clinic keeps its accounts at payment providers. */
export function PaymentAccountsPage() {
  const clinic = useStaffClinic();
  if (clinic === null) return <NoClinic />;
  if (!clinic.capabilities.includes('providerAccounts.manage')) return <ForbiddenState />;
  return <AccountsOf key={clinic.clinicId} clinicId={clinic.clinicId} />;
}
