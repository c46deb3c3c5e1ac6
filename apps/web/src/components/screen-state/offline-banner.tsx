import { Box, Group, Text } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';

function subscribe(listener: () => void): () => void {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}

export function useIsOnline(): boolean {
  return useSyncExternalStore(subscribe, () => navigator.onLine);
}

/** Above everything while the device has no connection. */
export function OfflineBanner() {
  const { t } = useTranslation('product');
  const isOnline = useIsOnline();
  return (
    <div role="status">
      {isOnline ? null : (
        <Box bg="dark.7" c="white" px="md" py={6}>
          <Group gap={8} justify="center" wrap="nowrap">
            <IconCloudOff size={18} aria-hidden />
            <Text size="sm">{t('screen.offlineBanner')}</Text>
          </Group>
        </Box>
      )}
    </div>
  );
}
