import { Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

export function Mark({ size = 28 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <rect width="32" height="32" rx="8" fill="var(--mantine-color-brand-7)" />
      <path d="M10 7v18M22 7v18" stroke="#fff" strokeWidth="3.4" strokeLinecap="round" />
      <path
        d="M10 16.5l4.2 3.6L22 12.6"
        fill="none"
        stroke="#78d6c8"
        strokeWidth="3.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

export function Wordmark() {
  const { t } = useTranslation('product');
  return (
    <Link to="/" aria-label={t('nav.home')} style={{ textDecoration: 'none', color: 'inherit' }}>
      <Group gap={8} wrap="nowrap" mih={44}>
        <Mark />
        <Text fw={700} fz="lg" lts={-0.3}>
          Holdfast
        </Text>
      </Group>
    </Link>
  );
}
