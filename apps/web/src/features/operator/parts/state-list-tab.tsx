import { Skeleton, Stack } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ListWithPanel } from '../../../components/layout/side-panel.tsx';
import { QueryView, type Readable } from '../../../components/screen-state/query-view.tsx';
import { StateScreen } from '../../../components/screen-state/state-screen.tsx';
import type { MachineName, StatesOf } from '../../../components/state-look/states-of.ts';
import type { OpsView } from '../use-ops-view.ts';
import { type ListColumn, ListTable } from './list-table.tsx';
import { OlderRows, type usePages } from './older.tsx';
import { type ListStates, StateFilter } from './state-filter.tsx';

/** One page of a list, with how many rows there are in each state over everything stored. */
export interface StatePage<Row> {
  readonly items: readonly Row[];
  readonly nextCursor: string | null;
  readonly counts: Readonly<Record<string, number>>;
}

interface StateListTabProps<Row extends { readonly id: string }, M extends MachineName> {
  readonly view: OpsView;
  readonly states: ListStates<M>;
  readonly query: Readable<StatePage<Row>>;
  readonly pages: ReturnType<typeof usePages>;
  readonly timeOf: (row: Row) => string;
  readonly label: string;
  readonly columns: readonly ListColumn<Row>[];
  readonly empty: {
    readonly icon: Icon;
    readonly title: string;
    readonly body: string;
    /** Where there are rows, but none in the chosen state. */
    readonly inState: string;
  };
  readonly renderPanel: (openId: string, row: Row | undefined) => ReactNode;
}

/** Rows in states, newest first: filtered by state, read page by page, one of them opened beside the list. */
export function StateListTab<Row extends { readonly id: string }, M extends MachineName>(
  props: StateListTabProps<Row, M>,
) {
  const { view, states, query, pages, timeOf, label, columns, empty, renderPanel } = props;
  const { openId } = view;
  const showState = (chosen: StatesOf[M] | null): void => {
    pages.setPage(null);
    view.showState(chosen);
  };
  const nothing =
    states.chosen === null ? (
      <StateScreen icon={empty.icon} title={empty.title}>
        {empty.body}
      </StateScreen>
    ) : (
      <StateScreen icon={empty.icon} tone="gray" title={empty.inState} />
    );
  return (
    <QueryView query={query} skeleton={<Skeleton height={320} />}>
      {({ items, nextCursor, counts }) => {
        const last = items.at(-1);
        return (
          <Stack gap="sm">
            <StateFilter {...states} counts={counts} onChoose={showState} />
            <ListWithPanel
              list={
                <Stack gap="xs">
                  {items.length === 0 ? (
                    nothing
                  ) : (
                    <ListTable
                      label={label}
                      rows={items}
                      columns={columns}
                      openId={openId}
                      onOpen={({ id }) => view.showRow(id)}
                    />
                  )}
                  <OlderRows
                    pages={pages}
                    nextCursor={nextCursor}
                    lastTime={last === undefined ? undefined : timeOf(last)}
                  />
                </Stack>
              }
              panel={
                openId === null
                  ? null
                  : renderPanel(
                      openId,
                      items.find(({ id }) => id === openId),
                    )
              }
            />
          </Stack>
        );
      }}
    </QueryView>
  );
}
