import { IconBuildingHospital } from '@tabler/icons-react';
import { QueryView } from '../../components/screen-state/query-view.tsx';
import { StateScreen } from '../../components/screen-state/state-screen.tsx';
import { type StaffClinic, useStaffClinic } from '../../frames/staff/shell-context.tsx';
import { useClinic } from '../../lib/api/use-clinics.ts';
import { ClinicBoard } from './clinic-board.tsx';
import { BoardSkeleton } from './parts/board-skeleton.tsx';
import { useStaffText } from './use-staff-text.ts';

/** Shown to an operator who has no clinic. */
function NoClinic() {
  const { t } = useStaffText();
  return (
    <StateScreen icon={IconBuildingHospital} tone="gray" title={t('staff:board.noClinic')}>
      {t('staff:board.noClinicBody')}
    </StateScreen>
  );
}

function BoardOf({ staffClinic }: { readonly staffClinic: StaffClinic }) {
  return (
    <QueryView query={useClinic(staffClinic.clinicId)} skeleton={<BoardSkeleton />}>
      {(clinic) => <ClinicBoard clinic={clinic} capabilities={staffClinic.capabilities} />}
    </QueryView>
  );
}

/** The page of the front desk: today's bookings, each with its next step. */
export function BoardPage() {
  const staffClinic = useStaffClinic();
  if (staffClinic === null) return <NoClinic />;
  return <BoardOf key={staffClinic.clinicId} staffClinic={staffClinic} />;
}
