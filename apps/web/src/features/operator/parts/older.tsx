import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useOpsText } from '../use-ops-text.ts';

interface OlderPage {
  readonly cursor: string;
  /** Time of the row that the page begins behind. */
  readonly olderThan: string;
}

/** The current page of a list that grows at its head; null is the newest. */
export function usePages() {
  const [page, setPage] = useState<OlderPage | null>(null);
  return { page, cursor: page?.cursor ?? null, setPage };
}

interface OlderProps {
  /** Rows on this page are older than this time; null on the newest page. */
  readonly olderThan: string | null;
  readonly onNewest: () => void;
  /** Absent on the last page. */
  readonly onOlder?: () => void;
}

/** Steps back through a list that grows at its head, page by page. */
function Older({ olderThan, onNewest, onOlder }: OlderProps) {
  const { t, dayTime } = useOpsText();
  return (
    <Group justify="space-between">
      <Text size="sm" c="dimmed" role="status">
        {olderThan === null ? t('staff:ops.times') : t('staff:ops.olderThan', { time: dayTime(olderThan) })}
      </Text>
      <Group gap="xs">
        {olderThan === null ? null : (
          <Button variant="default" size="compact-md" onClick={onNewest}>
            {t('staff:ops.newest')}
          </Button>
        )}
        {onOlder ? (
          <Button variant="default" size="compact-md" onClick={onOlder}>
            {t('staff:ops.older')}
          </Button>
        ) : null}
      </Group>
    </Group>
  );
}

interface OlderRowsProps {
  readonly pages: ReturnType<typeof usePages>;
  readonly nextCursor: string | null;
  /** Time of the last row of this page; undefined where it has none. */
  readonly lastTime: string | undefined;
}

/** The pager below a list; none below an empty one. */
export function OlderRows({ pages, nextCursor, lastTime }: OlderRowsProps) {
  if (lastTime === undefined && pages.page === null) return null;
  const next =
    nextCursor === null || lastTime === undefined ? null : { cursor: nextCursor, olderThan: lastTime };
  return (
    <Older
      olderThan={pages.page?.olderThan ?? null}
      onNewest={() => pages.setPage(null)}
      {...(next === null ? {} : { onOlder: () => pages.setPage(next) })}
    />
  );
}
