import { serviceTerms } from '@holdfast/contract/service-terms';
import { Anchor, Button, Group, PinInput, Stack, Text, Title } from '@mantine/core';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNote } from '../../components/screen-state/error-note.tsx';
import { errorCodeOf } from '../../lib/api/api-error.ts';
import { useTRPCClient } from '../../lib/api/trpc.ts';
import { useCommand } from '../../lib/api/use-command.ts';
import { useServerNow } from '../../lib/clock/use-now.ts';
import { formatTime, viewerZone } from '../../lib/format/format-time.ts';
import { useLocale } from '../../lib/format/use-locale.ts';

export interface Challenge {
  readonly challengeId: string;
  readonly expiresAt: string;
  readonly channel: 'whatsapp' | 'desk';
  readonly phone: string;
}

interface CodeFormProps {
  readonly challenge: Challenge;
  readonly onLoggedIn: () => void;
  readonly onAgain: () => void;
  readonly isSending: boolean;
  readonly sendError: unknown;
  readonly onOtherPhone: () => void;
}

const againAfterMs = 30_000;

function useWaitSeconds(): number {
  const [startedAtMs] = useState(Date.now);
  useServerNow(1000);
  return Math.max(0, Math.ceil((startedAtMs + againAfterMs - Date.now()) / 1000));
}

/** Second step of the log-in by phone. The code is sent as soon as it is complete. */
export function CodeForm({
  challenge,
  onLoggedIn,
  onAgain,
  isSending,
  sendError,
  onOtherPhone,
}: CodeFormProps) {
  const { t } = useTranslation('log-in');
  const client = useTRPCClient();
  const locale = useLocale();
  const labelId = useId();
  const [code, setCode] = useState('');
  const waitSeconds = useWaitSeconds();
  const isOver = Date.parse(challenge.expiresAt) <= useServerNow(1000);
  const verify = useCommand(client.auth.verifyCode.mutate, {
    onSuccess: onLoggedIn,
    onError: () => setCode(''),
  });
  const isWrong = errorCodeOf(verify.error) === 'INVALID_CREDENTIALS';
  const send = (complete: string): void =>
    verify.mutate({ challengeId: challenge.challengeId, code: complete });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (code.length === serviceTerms.codeDigits) send(code);
  };
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <div>
          <Title order={2} fz="lg" id={labelId}>
            {t('codeTitle')}
          </Title>
          <Text c="dimmed" mt={4}>
            {t(challenge.channel === 'whatsapp' ? 'codeWhatsapp' : 'codeDesk', {
              phone: challenge.phone,
            })}
          </Text>
        </div>
        <PinInput
          length={serviceTerms.codeDigits}
          type="number"
          size="lg"
          oneTimeCode
          autoFocus
          aria-labelledby={labelId}
          getInputProps={(index) => ({ 'aria-label': t('digit', { number: index + 1 }) })}
          value={code}
          onChange={setCode}
          onComplete={send}
          error={isWrong}
          disabled={verify.isPending || isOver}
        />
        <Text size="sm" c={isOver ? 'red' : 'dimmed'} role={isOver ? 'alert' : undefined}>
          {isOver
            ? t('codeOver')
            : t('codeUntil', { time: formatTime(challenge.expiresAt, locale, viewerZone()) })}
        </Text>
        {isWrong ? (
          <Text c="red" role="alert">
            {t('codeWrong')}
          </Text>
        ) : (
          <ErrorNote error={verify.error} />
        )}
        <ErrorNote error={sendError} />
        <Button
          type="submit"
          size="md"
          loading={verify.isPending}
          disabled={code.length !== serviceTerms.codeDigits}
          fullWidth
        >
          {t('logInNow')}
        </Button>
        <Group justify="space-between">
          <Anchor component="button" type="button" size="sm" mih={32} onClick={onOtherPhone}>
            {t('otherPhone')}
          </Anchor>
          <Button
            variant="subtle"
            size="compact-md"
            mih={32}
            disabled={waitSeconds > 0}
            loading={isSending}
            onClick={onAgain}
          >
            {waitSeconds > 0 ? t('againIn', { count: waitSeconds }) : t('again')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
