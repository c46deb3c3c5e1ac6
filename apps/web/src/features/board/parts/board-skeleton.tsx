import { Skeleton, Stack } from '@mantine/core';

const rows = Array.from({ length: 10 }, (_, row) => `row ${row}`);

/** The shape of the list to come. */
export function BoardSkeleton() {
  return (
    <Stack gap="sm">
      <Skeleton height={32} width="60%" />
      <Stack gap={2}>
        {rows.map((row) => (
          <Skeleton key={row} height={34} />
        ))}
      </Stack>
    </Stack>
  );
}
