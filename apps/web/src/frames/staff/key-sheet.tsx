import { Group, Kbd, Modal, Stack, Switch, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSingleKeys } from '../../lib/keyboard/single-keys.ts';
import { type KeyHelp, useShell } from './shell-context.tsx';

/** What the keyboard can do on this page. */
export function KeySheet({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation(['product', 'staff']);
  const { parts } = useShell();
  const singleKeys = useSingleKeys();
  const lines = useMemo<readonly KeyHelp[]>(
    () => [
      ...[...parts.values()].flatMap(({ keys }) => keys),
      { keys: ['Ctrl', 'K'], label: t('keys.search') },
      { keys: ['Esc'], label: t('keys.close') },
      { keys: ['?'], label: t('keys.help') },
    ],
    [parts, t],
  );
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t('keys.title')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Stack gap="xs">
        {lines.map(({ keys, label }) => (
          <Group key={`${keys.join('+')} ${label}`} justify="space-between" wrap="nowrap">
            <Text size="sm">{label}</Text>
            <Group gap={4} wrap="nowrap">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </Group>
          </Group>
        ))}
        <Switch
          mt="xs"
          checked={singleKeys.isOn}
          onChange={(event) => singleKeys.setOn(event.currentTarget.checked)}
          label={t('staff:singleKeys.label')}
          description={t('staff:singleKeys.hint')}
        />
      </Stack>
    </Modal>
  );
}
