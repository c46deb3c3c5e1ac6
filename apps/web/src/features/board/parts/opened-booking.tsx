import { Skeleton } from '@mantine/core';
import type { RefObject } from 'react';
import { SidePanel, type SidePanelHandle } from '../../../components/layout/side-panel.tsx';
import { Loading } from '../../../components/screen-state/query-view.tsx';
import { ErrorState } from '../../../components/screen-state/state-screens.tsx';
import type { BoardCommands } from '../use-board-commands.ts';
import type { useDesk } from '../use-desk.ts';
import type { useOpenedBooking } from '../use-opened-booking.ts';
import { useStaffText } from '../use-staff-text.ts';
import { BookingPanel } from './booking-panel.tsx';

interface OpenedBookingProps {
  readonly opened: ReturnType<typeof useOpenedBooking>;
  readonly desk: ReturnType<typeof useDesk>;
  readonly commands: BoardCommands;
  readonly handle: RefObject<SidePanelHandle | null>;
  readonly onClose: () => void;
  readonly onEscape: () => void;
  readonly onOpenLinked: (bookingId: string) => void;
}

/** The panel of the open booking, or why it cannot be shown. */
export function OpenedBooking({ opened, desk, commands, handle, ...on }: OpenedBookingProps) {
  const { t } = useStaffText();
  const { booking, error } = opened;
  const waiting = error ? (
    <ErrorState error={error} onRetry={() => void opened.refetch()} />
  ) : (
    <Loading>
      <Skeleton height={160} />
    </Loading>
  );
  return (
    <SidePanel
      title={booking?.patientName ?? t('staff:details.visit')}
      closeLabel={t('staff:details.close')}
      onClose={on.onClose}
      onEscape={on.onEscape}
      handle={handle}
    >
      <div data-board-panel>
        {booking ? (
          <BookingPanel
            booking={booking}
            pending={commands.pending.get(booking.id)}
            confirming={desk.questionFor(booking)}
            onAct={desk.act}
            onConfirm={(action, reason) => desk.confirm(action, booking, reason)}
            onBack={desk.dropQuestion}
            onOpenLinked={on.onOpenLinked}
          />
        ) : (
          waiting
        )}
      </div>
    </SidePanel>
  );
}
