import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { MoneyInput } from '../../../components/money-input/money-input.tsx';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { useCashText } from '../use-cash-text.ts';
import { type AskedCount, useCount } from '../use-drawer-commands.ts';

interface CountDialogProps {
  readonly clinicId: string;
  readonly asked: AskedCount;
  readonly onClose: () => void;
}

/** Asks for what lies in the drawer. It does not say what is expected: a count is honest while nobody knows the answer. */
export function CountDialog({ clinicId, asked, onClose }: CountDialogProps) {
  const { t } = useCashText();
  const { count, drawer } = asked;
  const [countedMinor, setCountedMinor] = useState<number | null>(null);
  const [tried, setTried] = useState(false);
  const command = useCount(clinicId, asked, onClose);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (countedMinor !== null && !command.isPending) command.mutate(countedMinor);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`cash-desk:count.${count}.title`, { name: drawer.name })}
      closeButtonProps={{ 'aria-label': t('product:action.close') }}
      styles={{ title: { fontWeight: 650, overflowWrap: 'anywhere' } }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Text size="sm">{t(`cash-desk:count.${count}.body`)}</Text>
          <MoneyInput
            isInDialog
            label={t('cash-desk:count.label')}
            currency={drawer.currency}
            problem={tried && countedMinor === null ? t('cash-desk:count.needed') : null}
            onChange={setCountedMinor}
          />
          <ErrorNote error={command.error} />
          <Group gap="xs" justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('parts:reason.back')}
            </Button>
            <Button type="submit" loading={command.isPending}>
              {t(`cash-desk:count.${count}.button`)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
