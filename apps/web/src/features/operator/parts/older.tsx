import { Button, Group, Text } from '@mantine/core';
import { useOpsText } from '../use-ops-text.ts';

interface OlderProps {
  /** Start of the page on view; null on the newest one. */
  readonly before: string | null;
  /** Time of the last row when there may be more behind it. */
  readonly next: string | null;
  readonly onPage: (before: string | null) => void;
}

/** Steps back through a list that grows at its head, page by page. */
export function Older({ before, next, onPage }: OlderProps) {
  const { t, dayTime } = useOpsText();
  return (
    <Group justify="space-between">
      <Text size="sm" c="dimmed">
        {before === null ? t('staff:ops.times') : t('staff:ops.olderThan', { time: dayTime(before) })}
      </Text>
      <Group gap="xs">
        {before === null ? null : (
          <Button variant="default" size="compact-md" onClick={() => onPage(null)}>
            {t('staff:ops.newest')}
          </Button>
        )}
        {next === null ? null : (
          <Button variant="default" size="compact-md" onClick={() => onPage(next)}>
            {t('staff:ops.older')}
          </Button>
        )}
      </Group>
    </Group>
  );
}
