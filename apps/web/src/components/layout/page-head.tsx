import { Box, Group, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';

interface PageHeadProps {
  readonly title: string;
  readonly lead?: ReactNode;
  /** A link to the step before. */
  readonly back?: ReactNode;
}

/** The first page keeps the focus that the browser gave it; only later pages take it. */
let isFirstPage = true;

/** Title of a page. It takes the focus when the page changes, so that a screen reader hears where it is. */
export function PageHead({ title, lead, back }: PageHeadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Holdfast`;
  }, [title]);
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, []);
  return (
    <Box mb="md">
      {back ? (
        <Group gap={4} mb={4} c="dimmed">
          {back}
        </Group>
      ) : null}
      <Title order={1} fz={26} lh={1.25} ref={heading} tabIndex={-1} style={{ outline: 'none' }}>
        {title}
      </Title>
      {lead ? (
        <Text c="dimmed" mt={4} component="div">
          {lead}
        </Text>
      ) : null}
    </Box>
  );
}
