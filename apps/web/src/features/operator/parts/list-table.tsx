import 'mantine-datatable/styles.layer.css';
import { UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { DataTable, type DataTableColumn } from 'mantine-datatable';
import type { ReactNode } from 'react';
import { useIsBeside } from '../../../components/layout/side-panel.tsx';
import classes from './ops.module.css';

export interface ListColumn<Row> {
  readonly id: string;
  readonly title: string;
  readonly width?: number;
  /** Other columns are hidden where space is scarce (a phone, or a panel beside the list). */
  readonly room?: 'always' | 'medium' | 'wide';
  readonly render: (row: Row) => ReactNode;
}

interface ListTableProps<Row extends { readonly id: string }> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly ListColumn<Row>[];
  readonly openId?: string | null;
  /** Below this width the list scrolls sideways instead of dropping columns. */
  readonly minWidth?: number;
  /** Opens a row. The first column is a button, so that rows can be opened by keyboard. */
  readonly onOpen?: (row: Row) => void;
}

/** A dense list with rows of 36 pixels. */
export function ListTable<Row extends { readonly id: string }>(props: ListTableProps<Row>) {
  const { label, rows, columns, openId, onOpen, minWidth } = props;
  const isMedium = useMediaQuery('(min-width: 48em)', true, { getInitialValueInEffect: false });
  const isWide = useIsBeside();
  const rooms = { always: true, medium: isMedium, wide: isWide && !openId };
  const shaped = columns.map(({ id, title, width, room = 'medium', render }, at): DataTableColumn<Row> => {
    const isButton = at === 0 && onOpen !== undefined;
    return {
      accessor: id,
      title,
      ellipsis: true,
      ...(width === undefined || (!isMedium && minWidth === undefined) ? {} : { width }),
      hidden: minWidth === undefined && !rooms[room],
      render: (row) =>
        isButton ? (
          <UnstyledButton fz="sm" c="var(--mantine-primary-color-light-color)" className="hf-numbers">
            {render(row)}
          </UnstyledButton>
        ) : (
          render(row)
        ),
    };
  });
  return (
    <DataTable<Row>
      className={classes.table ?? ''}
      aria-label={label}
      withTableBorder
      styles={minWidth === undefined ? {} : { table: { minWidth } }}
      records={[...rows]}
      columns={shaped}
      fz="sm"
      verticalSpacing={4}
      horizontalSpacing="xs"
      minHeight={0}
      noRecordsText=""
      highlightOnHover={onOpen !== undefined}
      {...(onOpen === undefined ? {} : { onRowClick: ({ record }) => onOpen(record) })}
      customRowAttributes={(row) => ({ 'aria-current': row.id === openId ? 'true' : undefined })}
    />
  );
}
