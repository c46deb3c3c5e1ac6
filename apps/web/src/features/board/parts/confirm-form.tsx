import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { moneyPhases } from '@holdfast/contract/booking/booking-words';
import { formatMoney } from '@holdfast/contract/format/format-money';
import { serviceTerms } from '@holdfast/contract/service-terms';
import { Reason } from '@holdfast/contract/text';
import { Button, Group, Stack, Text, Textarea, Title } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { formatTime } from '../../../lib/format/format-time.ts';
import type { BoardAction } from '../model/board-actions.ts';
import { useStaffText } from '../use-staff-text.ts';
import classes from './booking-panel.module.css';

/** Actions that ask for confirmation, with their consequence, before anything is sent. */
export const confirmedActions = [
  'cancel',
  'noShow',
  'permitDeskPayment',
] as const satisfies readonly BoardAction[];
export type ConfirmedAction = (typeof confirmedActions)[number];

export function needsConfirmation(action: BoardAction): action is ConfirmedAction {
  return confirmedActions.some((confirmed) => confirmed === action);
}

interface Consequence {
  readonly title: string;
  readonly body: string;
  readonly button: string;
}

function useConsequence(action: ConfirmedAction, booking: Booking): Consequence {
  const { t, locale } = useStaffText();
  const patient = booking.patientName;
  const { paid } = booking.money;
  const hasPaid = paid.amountMinor > 0;
  const back = formatMoney(paid, locale);
  const amount = formatMoney(booking.price, locale);
  if (action === 'permitDeskPayment') {
    return {
      title: t('staff:action.confirm.deskTitle', { patient }),
      body: t('staff:action.confirm.deskBody', { amount }),
      button: t('staff:action.confirm.deskButton', { amount }),
    };
  }
  if (action === 'noShow') {
    const time = formatTime(booking.startsAt, locale, booking.timeZone);
    const kept = hasPaid ? ` ${t('staff:action.confirm.noShowKept', { amount: back })}` : '';
    return {
      title: t('staff:action.confirm.noShowTitle'),
      body: t('staff:action.confirm.noShowBody', { patient, time }) + kept,
      button: t('staff:action.confirm.noShowButton'),
    };
  }
  const title = t('staff:action.confirm.cancelTitle');
  if (hasPaid) {
    return {
      title,
      body: t('staff:action.confirm.cancelBodyRefund', { patient, amount: back }),
      button: t('staff:action.confirm.cancelButtonRefund', { amount: back }),
    };
  }
  const body =
    moneyPhases[booking.money.state] === 'asked'
      ? t('staff:action.confirm.cancelBodyChecking')
      : t('staff:action.confirm.cancelBodyFree');
  return { title, body, button: t('staff:action.confirm.cancelButtonFree') };
}

/** What is wrong with the reason, or null. */
function useReasonProblem(): (reason: string) => string | null {
  const { t } = useStaffText();
  return (reason) => {
    if (Reason.safeParse(reason).success) return null;
    return reason.trim().length < serviceTerms.reasonMinLetters
      ? t('staff:action.confirm.reasonShort')
      : t('staff:action.confirm.reasonLong');
  };
}

interface ConfirmFormProps {
  readonly action: ConfirmedAction;
  readonly booking: Booking;
  readonly onConfirm: (reason: string) => void;
  readonly onBack: () => void;
}

export function ConfirmForm({ action, booking, onConfirm, onBack }: ConfirmFormProps) {
  const { t } = useStaffText();
  const { title, body, button } = useConsequence(action, booking);
  const problemOf = useReasonProblem();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus(), []);
  const asksReason = action === 'cancel';
  const problem = asksReason ? problemOf(reason) : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (problem === null) onConfirm(reason.trim());
  };
  return (
    <form onSubmit={submit} className={classes.confirm} noValidate ref={form} aria-label={title}>
      <Stack gap="sm">
        <Title order={3} fz="md">
          {title}
        </Title>
        <Text size="sm">{body}</Text>
        {asksReason ? (
          <Textarea
            data-autofocus
            label={t('staff:action.confirm.reason')}
            description={t('staff:action.confirm.reasonHint')}
            required
            rows={3}
            value={reason}
            error={tried ? problem : null}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        ) : null}
        <Group gap="xs" justify="flex-end">
          <Button variant="default" onClick={onBack}>
            {t('staff:action.confirm.back')}
          </Button>
          <Button
            type="submit"
            color={action === 'permitDeskPayment' ? 'brand' : 'red'}
            {...(asksReason ? {} : { 'data-autofocus': true })}
          >
            {button}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
