import { Skeleton, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { QueryView, type Readable } from '../../../components/screen-state/query-view.tsx';
import { type ListColumn, ListTable } from './list-table.tsx';

interface WholeListTabProps<Data, Row extends { readonly id: string }> {
  readonly query: Readable<Data>;
  readonly skeletonHeight: number;
  /** Shown in place of an empty list; null where there are rows. */
  readonly emptyOf: (data: Data) => ReactNode | null;
  readonly headOf: (data: Data) => ReactNode;
  readonly rowsOf: (data: Data) => readonly Row[];
  readonly label: string;
  readonly columns: readonly ListColumn<Row>[];
  /** Below this width the list scrolls sideways instead of dropping columns. */
  readonly minWidth?: number;
}

/** A short list that is read whole, with words above it. */
export function WholeListTab<Data, Row extends { readonly id: string }>(props: WholeListTabProps<Data, Row>) {
  const { query, skeletonHeight, emptyOf, headOf, rowsOf, ...table } = props;
  return (
    <QueryView query={query} skeleton={<Skeleton height={skeletonHeight} />}>
      {(data) =>
        emptyOf(data) ?? (
          <Stack gap="sm">
            {headOf(data)}
            <ListTable {...table} rows={rowsOf(data)} />
          </Stack>
        )
      }
    </QueryView>
  );
}
