import type { Clinic } from '@holdfast/contract/clinic/clinic.procedures';
import { Button, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { Countdown } from '../../../components/value/countdown.tsx';
import { errorCodeOf } from '../../../lib/api/api-error.ts';
import { useTRPCClient } from '../../../lib/api/trpc.ts';
import { useServerNow } from '../../../lib/clock/use-now.ts';
import { formatTime } from '../../../lib/format/format-time.ts';
import { examplePhone } from '../../../lib/format/phone-number.ts';
import { cleanPhone, isPhone } from '../model/search-term.ts';
import { useStaffText } from '../use-staff-text.ts';
import classes from './reveal-code.module.css';

interface Revealed {
  readonly code: string;
  readonly expiresAt: string;
}

function Code({ revealed, timeZone }: { readonly revealed: Revealed; readonly timeZone: string }) {
  const { t, locale } = useStaffText();
  const isOver = useServerNow(1000) >= Date.parse(revealed.expiresAt);
  if (isOver) return <Text role="status">{t('staff:code.expired')}</Text>;
  return (
    <Stack gap={4} align="center" role="status">
      <Text size="sm" c="dimmed">
        {t('staff:code.code')}
      </Text>
      <Text className={classes.code}>{revealed.code}</Text>
      <Text size="sm">
        {t('staff:code.expires', { time: formatTime(revealed.expiresAt, locale, timeZone) })} ·{' '}
        <Countdown until={revealed.expiresAt} />
      </Text>
      <Text size="sm" c="dimmed">
        {t('staff:code.recorded')}
      </Text>
    </Stack>
  );
}

function RevealForm({ clinic }: { readonly clinic: Clinic }) {
  const { t } = useStaffText();
  const api = useTRPCClient();
  const [phone, setPhone] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const reveal = useMutation({
    mutationFn: (asked: string) => api.auth.revealCode.mutate({ clinicId: clinic.id, phone: asked }),
    networkMode: 'always',
    // The code is a credential: drop it from memory when the dialog closes.
    gcTime: 0,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const isGood = isPhone(phone);
    setProblem(isGood ? null : t('parts:phone.wrong', { example: examplePhone(clinic.timeZone) }));
    if (isGood) reveal.mutate(cleanPhone(phone));
  };
  const isNone = errorCodeOf(reveal.error) === 'NOT_FOUND';
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text size="sm">{t('staff:code.body')}</Text>
        <TextInput
          data-autofocus
          type="tel"
          label={t('staff:code.phone')}
          description={t('parts:phone.hint', { example: examplePhone(clinic.timeZone) })}
          value={phone}
          error={problem}
          onChange={(event) => {
            setPhone(event.currentTarget.value);
            reveal.reset();
          }}
        />
        {reveal.data ? <Code revealed={reveal.data} timeZone={clinic.timeZone} /> : null}
        {isNone ? <Text role="alert">{t('staff:code.none')}</Text> : null}
        {reveal.error && !isNone ? <ErrorNote error={reveal.error} /> : null}
        <Button type="submit" loading={reveal.isPending}>
          {t('staff:code.show')}
        </Button>
      </Stack>
    </form>
  );
}

interface RevealCodeProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly clinic: Clinic;
}

/** Shows a one-time code, to be read out to a patient whose phone does not receive it. */
export function RevealCode({ opened, onClose, clinic }: RevealCodeProps) {
  const { t } = useStaffText();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('staff:code.title')}
      closeButtonProps={{ 'aria-label': t('staff:code.close') }}
    >
      <RevealForm clinic={clinic} />
    </Modal>
  );
}
