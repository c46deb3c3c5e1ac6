import type { Capability } from '@holdfast/contract/auth/capabilities';
import type { Clinic } from '@holdfast/contract/clinic/clinic.procedures';
import { VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { QueryView } from '../../components/screen-state/query-view.tsx';
import { useTRPC } from '../../lib/api/trpc.ts';
import classes from './clinic-board.module.css';
import { DayList } from './day-list.tsx';
import { NewBookingDrawer } from './new-booking/new-booking-drawer.tsx';
import { BoardSkeleton } from './parts/board-skeleton.tsx';
import { BoardToolbar } from './parts/board-toolbar.tsx';
import { RevealCode } from './parts/reveal-code.tsx';
import { useBoardCommands } from './use-board-commands.ts';
import { useBoardDay } from './use-board-day.ts';
import { useBoardNotices } from './use-board-notices.tsx';
import { useBoardShell } from './use-board-shell.tsx';
import { useBoardView } from './use-board-view.ts';
import { useStaffText } from './use-staff-text.ts';

interface ClinicBoardProps {
  readonly clinic: Clinic;
  readonly capabilities: readonly Capability[];
}

type Layer = 'newBooking' | 'revealCode' | null;

export function ClinicBoard({ clinic, capabilities }: ClinicBoardProps) {
  const { t } = useStaffText();
  const trpc = useTRPC();
  const view = useBoardView(clinic.timeZone);
  const day = useBoardDay(clinic.id, view.date);
  const doctors = useQuery(
    trpc.clinics.doctors.queryOptions({ clinicId: clinic.id }, { staleTime: 300_000 }),
  );
  const commands = useBoardCommands(useBoardNotices());
  const search = useRef<HTMLInputElement>(null);
  const [layer, setLayer] = useState<Layer>(null);
  const openNewBooking = capabilities.includes('bookings.hold') ? () => setLayer('newBooking') : null;
  const openRevealCode = capabilities.includes('codes.reveal') ? () => setLayer('revealCode') : null;
  useBoardShell({ capabilities, openNewBooking, openRevealCode });
  return (
    <div className={classes.page}>
      <VisuallyHidden component="h1">{t('product:nav.board')}</VisuallyHidden>
      <BoardToolbar
        date={view.date}
        today={view.today}
        onDate={view.showDate}
        doctors={doctors.data?.doctors ?? []}
        doctorId={view.filter.doctorId}
        onDoctor={view.showDoctor}
        search={view.filter.search}
        searchRef={search}
        onSearch={view.showSearch}
        onNewBooking={openNewBooking}
        onRevealCode={openRevealCode}
      />
      <QueryView query={day} skeleton={<BoardSkeleton />}>
        {(data) => (
          <DayList
            key={data.date}
            day={data}
            view={view}
            commands={commands}
            searchRef={search}
            onNewBooking={openNewBooking}
          />
        )}
      </QueryView>
      <NewBookingDrawer
        opened={layer === 'newBooking'}
        onClose={() => setLayer(null)}
        clinic={clinic}
        commands={commands}
        onShow={(booking) => {
          setLayer(null);
          view.showDayOf(booking);
        }}
      />
      <RevealCode opened={layer === 'revealCode'} onClose={() => setLayer(null)} clinic={clinic} />
    </div>
  );
}
