import { Skeleton } from '@mantine/core';
import { IconBuildingHospital } from '@tabler/icons-react';
import { QueryView } from '../../components/screen-state/query-view.tsx';
import { StateScreen } from '../../components/screen-state/state-screen.tsx';
import { ForbiddenState } from '../../components/screen-state/state-screens.tsx';
import { type StaffClinic, useStaffClinic } from '../../frames/staff/shell-context.tsx';
import { useClinic } from '../../lib/api/use-clinics.ts';
import { ClinicDrawers } from './clinic-drawers.tsx';
import { useCashText } from './use-cash-text.ts';

/** Shown to an operator who has no clinic. */
function NoClinic() {
  const { t } = useCashText();
  return (
    <StateScreen icon={IconBuildingHospital} tone="gray" title={t('staff:board.noClinic')}>
      {t('cash-desk:noClinic')}
    </StateScreen>
  );
}

function DrawersOf({ clinic }: { readonly clinic: StaffClinic }) {
  return (
    <QueryView query={useClinic(clinic.clinicId)} skeleton={<Skeleton height={240} />}>
      {({ timeZone }) => <ClinicDrawers clinic={clinic} timeZone={timeZone} />}
    </QueryView>
  );
}

/** Cash drawers of a clinic: their counts, and who has them. */
export function CashDeskPage() {
  const clinic = useStaffClinic();
  if (clinic === null) return <NoClinic />;
  if (!clinic.capabilities.includes('payments.read')) return <ForbiddenState />;
  return <DrawersOf key={clinic.clinicId} clinic={clinic} />;
}
