import { Group, Pagination, Text } from '@mantine/core';
import { pageSize } from '../use-board-cursor.ts';
import { useStaffText } from '../use-staff-text.ts';

interface PagesProps {
  readonly page: number;
  readonly pages: number;
  readonly total: number;
  readonly onPage: (page: number) => void;
}

/** Number of rows, and links to the other pages. */
export function Pages({ page, pages, total, onPage }: PagesProps) {
  const { t } = useStaffText();
  if (total === 0) return null;
  const from = page * pageSize + 1;
  const to = Math.min(total, from + pageSize - 1);
  return (
    <Group justify="space-between">
      <Text size="sm" c="dimmed" className="hf-numbers">
        {pages > 1 ? t('staff:board.page', { from, to, total }) : t('staff:board.shown', { count: total })}
      </Text>
      {pages > 1 ? (
        <Pagination
          size="sm"
          value={page + 1}
          total={pages}
          onChange={(wanted) => onPage(wanted - 1)}
          getControlProps={(control) => ({
            'aria-label': t(
              control === 'next' || control === 'last' ? 'staff:board.pageNext' : 'staff:board.pagePrevious',
            ),
          })}
          getItemProps={(item) => ({ 'aria-label': t('staff:board.pageNumber', { page: item }) })}
        />
      ) : null}
    </Group>
  );
}
