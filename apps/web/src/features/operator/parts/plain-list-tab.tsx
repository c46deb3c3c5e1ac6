import { Skeleton, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { QueryView, type Readable } from '../../../components/screen-state/query-view.tsx';
import { type ListColumn, ListTable } from './list-table.tsx';

interface PlainListTabProps<Data, Row extends { readonly id: string }> {
  readonly query: Readable<Data>;
  readonly skeletonHeight: number;
  /** Shown in place of an empty list; null where there are rows. */
  readonly emptyOf: (data: Data) => ReactNode | null;
  readonly headOf: (data: Data) => ReactNode;
  readonly rowsOf: (data: Data) => readonly Row[];
  /** Below the rows: where a list that may be long is paged. */
  readonly footOf?: (data: Data) => ReactNode;
  readonly label: string;
  readonly columns: readonly ListColumn<Row>[];
  /** Below this width the list scrolls sideways instead of dropping columns. */
  readonly minWidth?: number;
}

/** A list with words above it, in which no row is opened. */
export function PlainListTab<Data, Row extends { readonly id: string }>(props: PlainListTabProps<Data, Row>) {
  const { query, skeletonHeight, emptyOf, headOf, rowsOf, footOf, ...table } = props;
  return (
    <QueryView query={query} skeleton={<Skeleton height={skeletonHeight} />}>
      {(data) =>
        emptyOf(data) ?? (
          <Stack gap="sm">
            {headOf(data)}
            <ListTable {...table} rows={rowsOf(data)} />
            {footOf?.(data)}
          </Stack>
        )
      }
    </QueryView>
  );
}
