import { ClinicPage } from '../../frames/staff/clinic-page.tsx';
import { ClinicDrawers } from './clinic-drawers.tsx';
import { useCashText } from './use-cash-text.ts';

/** Cash drawers of a clinic: their counts, and who has them. */
export function CashDeskPage() {
  const { t } = useCashText();
  return (
    <ClinicPage can="payments.read" noClinic={t('cash-desk:noClinic')}>
      {(clinic, timeZone) => <ClinicDrawers clinic={clinic} timeZone={timeZone} />}
    </ClinicPage>
  );
}
