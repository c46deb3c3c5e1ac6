import { Button, Group, Text } from '@mantine/core';
import { useOpsText } from '../use-ops-text.ts';

interface OlderProps {
  /** Rows on this page are older than this time; null on the newest page. */
  readonly olderThan: string | null;
  readonly onNewest: () => void;
  /** Absent on the last page. */
  readonly onOlder?: () => void;
}

/** Steps back through a list that grows at its head, page by page. */
export function Older({ olderThan, onNewest, onOlder }: OlderProps) {
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
