import type { Capability } from '@holdfast/contract/auth/capabilities';
import { Skeleton } from '@mantine/core';
import { IconBuildingHospital } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { QueryView } from '../../components/screen-state/query-view.tsx';
import { StateScreen } from '../../components/screen-state/state-screen.tsx';
import { ForbiddenState } from '../../components/screen-state/state-screens.tsx';
import { useClinic } from '../../lib/api/use-clinics.ts';
import { type StaffClinic, useStaffClinic } from './shell-context.tsx';

interface ClinicPageProps {
  readonly can: Capability;
  /** Shown to an operator who has no clinic. */
  readonly noClinic: string;
  readonly children: (clinic: StaffClinic, timeZone: string) => ReactNode;
}

function PageOf({ clinic, children }: Pick<ClinicPageProps, 'children'> & { readonly clinic: StaffClinic }) {
  return (
    <QueryView query={useClinic(clinic.clinicId)} skeleton={<Skeleton height={240} />}>
      {({ timeZone }) => children(clinic, timeZone)}
    </QueryView>
  );
}

/** A page about the reader's clinic, for those who may. Another clinic is another page. */
export function ClinicPage({ can, noClinic, children }: ClinicPageProps) {
  const { t } = useTranslation('staff');
  const clinic = useStaffClinic();
  if (clinic === null) {
    return (
      <StateScreen icon={IconBuildingHospital} tone="gray" title={t('board.noClinic')}>
        {noClinic}
      </StateScreen>
    );
  }
  if (!clinic.capabilities.includes(can)) return <ForbiddenState />;
  return (
    <PageOf key={clinic.clinicId} clinic={clinic}>
      {children}
    </PageOf>
  );
}
