import 'mantine-datatable/styles.layer.css';
import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { useMediaQuery } from '@mantine/hooks';
import { DataTable, type DataTableColumn } from 'mantine-datatable';
import { StateBadge } from '../../../components/state-look/state-badge.tsx';
import { formatTime } from '../../../lib/format/format-time.ts';
import { useStaffText } from '../use-staff-text.ts';
import { type BoardListProps, rowAttributes } from './board-list-props.ts';
import { BoardStateBadge } from './board-state-badge.tsx';
import classes from './board-table.module.css';
import { NextStep } from './next-step.tsx';
import { PhoneText } from './phone-text.tsx';

interface BoardTableProps extends BoardListProps {
  /** True while the panel stands beside the list, which then has fewer columns. */
  readonly isNarrow: boolean;
}

function useColumns(props: BoardTableProps): DataTableColumn<Booking>[] {
  const { t, locale } = useStaffText();
  const { isNarrow, currentId, nextActionOf, onAct, pending } = props;
  const isWide = useMediaQuery('(min-width: 75em)', true, { getInitialValueInEffect: false });
  const isTight = !isWide || isNarrow;
  return [
    {
      accessor: 'startsAt',
      title: t('staff:board.column.time'),
      width: 88,
      cellsClassName: 'hf-numbers',
      noWrap: true,
      render: (booking) => formatTime(booking.startsAt, locale, booking.timeZone),
    },
    {
      accessor: 'patientName',
      title: t('staff:board.column.patient'),
      ellipsis: true,
      render: (booking) => <span title={booking.patientName}>{booking.patientName}</span>,
    },
    {
      accessor: 'patientPhone',
      title: t('staff:board.column.phone'),
      width: isWide ? 138 : 84,
      render: (booking) => <PhoneText phone={booking.patientPhone} short={!isWide} />,
    },
    {
      accessor: 'doctorName',
      title: t('staff:board.column.doctor'),
      width: isTight ? 128 : 160,
      ellipsis: true,
      render: (booking) => <span title={booking.doctorName}>{booking.doctorName}</span>,
    },
    {
      accessor: 'serviceName',
      title: t('staff:board.column.service'),
      width: 150,
      ellipsis: true,
      hidden: isTight,
      render: (booking) => <span title={booking.serviceName}>{booking.serviceName}</span>,
    },
    {
      accessor: 'state',
      title: t('staff:board.column.state'),
      width: isTight ? 156 : 168,
      render: (booking) => <BoardStateBadge state={booking.state} />,
    },
    {
      accessor: 'payment',
      title: t('staff:board.column.money'),
      width: isTight ? 156 : 184,
      render: (booking) => <StateBadge machine="money" state={booking.money.state} />,
    },
    {
      accessor: 'next',
      title: t('staff:board.column.actions'),
      width: 152,
      hidden: isNarrow,
      render: (booking) => (
        <NextStep
          booking={booking}
          action={nextActionOf(booking)}
          pending={pending.has(booking.id)}
          isCurrent={booking.id === currentId}
          onAct={onAct}
        />
      ),
    },
  ];
}

/** The dense list of the desk, with rows of 36 pixels. */
export function BoardTable(props: BoardTableProps) {
  const columns = useColumns(props);
  return (
    <DataTable<Booking>
      className={classes.table ?? ''}
      aria-label={props.label}
      withTableBorder
      records={[...props.rows]}
      columns={columns}
      fz="sm"
      verticalSpacing={4}
      horizontalSpacing="xs"
      highlightOnHover
      height="100%"
      minHeight={0}
      scrollAreaProps={{ type: 'auto' }}
      noRecordsText=""
      onRowClick={({ record }) => props.onOpen(record)}
      customRowAttributes={(booking) => rowAttributes(booking, props)}
    />
  );
}
