import { Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface StateScreenProps {
  readonly icon: Icon;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly tone?: 'brand' | 'amber' | 'red' | 'gray';
  /** Read out at once: for failures, not for empty lists. */
  readonly isAlert?: boolean;
  /** Replaces the whole page, so its title is the page title. */
  readonly isPage?: boolean;
}

/** What a screen shows in place of its content: empty, failed, offline, forbidden. */
export function StateScreen({
  icon: Icon,
  title,
  children,
  action,
  tone = 'brand',
  isAlert = false,
  isPage = false,
}: StateScreenProps) {
  return (
    <Stack align="center" gap="sm" py={48} px="md" ta="center" role={isAlert ? 'alert' : undefined}>
      <ThemeIcon size={56} radius={28} variant="light" color={tone} aria-hidden>
        <Icon size={28} stroke={1.7} />
      </ThemeIcon>
      <Title order={isPage ? 1 : 2} fz="lg">
        {title}
      </Title>
      {children ? (
        <Text c="dimmed" maw={420} component="div">
          {children}
        </Text>
      ) : null}
      {action}
    </Stack>
  );
}
