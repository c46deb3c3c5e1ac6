import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { errorCodeOf } from '../../../lib/api/api-error.ts';
import { useCashText } from '../use-cash-text.ts';
import { useAddDrawer } from '../use-drawer-commands.ts';

interface AddDrawerProps {
  readonly clinicId: string;
  readonly onClose: () => void;
}

export function AddDrawer({ clinicId, onClose }: AddDrawerProps) {
  const { t } = useCashText();
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const command = useAddDrawer(clinicId, onClose);
  const given = name.trim();
  const isWrong = given === '' || given.length > 100;
  const isTaken = errorCodeOf(command.error) === 'STATE_CONFLICT';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!isWrong && !command.isPending) command.mutate(given);
  };
  const problem = tried && isWrong ? t('cash-desk:add.needed') : isTaken ? t('cash-desk:add.taken') : null;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('cash-desk:add.title')}
      closeButtonProps={{ 'aria-label': t('product:action.close') }}
      styles={{ title: { fontWeight: 650 } }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <TextInput
            data-autofocus
            label={t('cash-desk:add.name')}
            description={t('cash-desk:add.hint')}
            required
            value={name}
            error={problem}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {isTaken ? null : <ErrorNote error={command.error} />}
          <Group gap="xs" justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('parts:reason.back')}
            </Button>
            <Button type="submit" loading={command.isPending}>
              {t('cash-desk:add.button')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
