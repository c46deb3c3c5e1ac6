import { IconBuildingHospital } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { QueryView } from '../../components/screen-state/query-view.tsx';
import { StateScreen } from '../../components/screen-state/state-screen.tsx';
import { NotFoundState } from '../../components/screen-state/state-screens.tsx';
import { type StaffClinic, useStaffClinic } from '../../frames/staff/shell-context.tsx';
import { useTRPC } from '../../lib/api/trpc.ts';
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
  const trpc = useTRPC();
  const clinics = useQuery(trpc.clinics.list.queryOptions({}, { staleTime: 300_000 }));
  return (
    <QueryView query={clinics} skeleton={<BoardSkeleton />}>
      {({ clinics: all }) => {
        const clinic = all.find(({ id }) => id === staffClinic.clinicId);
        return clinic ? (
          <ClinicBoard clinic={clinic} capabilities={staffClinic.capabilities} />
        ) : (
          <NotFoundState />
        );
      }}
    </QueryView>
  );
}

/** The page of the front desk: today's bookings, each with its next step. */
export function BoardPage() {
  const staffClinic = useStaffClinic();
  if (staffClinic === null) return <NoClinic />;
  return <BoardOf key={staffClinic.clinicId} staffClinic={staffClinic} />;
}
