import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { obstacleAt } from '@holdfast/contract/booking/permit';
import { depositKinds, type Payment } from '@holdfast/contract/payment/payment.schemas';
import { Button, Group, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { ClinicTime } from '../../../components/value/clinic-time.tsx';
import { useSeenAmount } from '../../../components/value/use-seen-amount.ts';
import { useMay } from '../../../frames/staff/shell-context.tsx';
import { useServerNow } from '../../../lib/clock/use-now.ts';
import classes from '../parts/booking-panel.module.css';
import { type DeskQuestion, MoneyDialog } from './money-dialog.tsx';
import { useDeskText } from './use-desk-money.ts';

interface DeskMoneyProps {
  readonly booking: Booking;
  readonly payment: Payment;
}

const receivedBy = ({ deposits }: Payment, kind: (typeof depositKinds)[number]): number =>
  deposits.filter((deposit) => deposit.kind === kind).reduce((sum, { amountMinor }) => sum + amountMinor, 0);

/** What the desk may record now: what is still due, and what is owed back, as the server says. */
function questionsOf({ booking, payment }: DeskMoneyProps, nowMs: number): readonly DeskQuestion[] {
  const { may, money } = booking;
  const questions: DeskQuestion[] = [];
  if (obstacleAt(may.takePayment, nowMs) === null) {
    const limitMinor = money.due.amountMinor - money.paid.amountMinor;
    questions.push({ direction: 'take', limitMinor, kinds: depositKinds });
  }
  const limitMinor = payment.owedAtDesk.amountMinor;
  const kinds = depositKinds.filter((kind) => receivedBy(payment, kind) > 0);
  if (limitMinor > 0 && kinds.length > 0) questions.push({ direction: 'back', limitMinor, kinds });
  return questions;
}

/** Taking money at the desk and handing it back. */
export function DeskMoneyButtons(props: DeskMoneyProps) {
  const { t } = useDeskText();
  const nowMs = useServerNow(10_000);
  const [asked, setAsked] = useState<DeskQuestion | null>(null);
  const mayCollect = useMay(props.booking.clinicId, 'payments.collect');
  const questions = mayCollect ? questionsOf(props, nowMs) : [];
  return (
    <>
      {questions.length > 0 ? (
        <Group gap="xs">
          {questions.map((question) => (
            <Button key={question.direction} size="sm" variant="light" onClick={() => setAsked(question)}>
              {t(`cash-desk:${question.direction}.open`)}
            </Button>
          ))}
        </Group>
      ) : null}
      {asked ? <MoneyDialog booking={props.booking} question={asked} onClose={() => setAsked(null)} /> : null}
    </>
  );
}

/** What was received and handed back at the desk. */
export function DepositLines({ booking, payment }: DeskMoneyProps) {
  const { t } = useDeskText();
  const amountOf = useSeenAmount();
  if (payment.deposits.length === 0) return null;
  const { currency } = payment.amount;
  return (
    <>
      <Title order={4} fz="sm">
        {t('cash-desk:deposits.title')}
      </Title>
      <ul className={classes.lines}>
        {payment.deposits.map(({ id, kind, amountMinor, receivedAt }) => (
          <li key={id} className={classes.line}>
            <div className={classes.split}>
              <Text size="sm">{t(`cash-desk:deposits.${amountMinor < 0 ? 'out' : 'in'}.${kind}`)}</Text>
              <strong className="hf-numbers">
                {amountOf({ amountMinor: Math.abs(amountMinor), currency })}
              </strong>
            </div>
            <Text size="sm" c="dimmed">
              <ClinicTime at={receivedAt} timeZone={booking.timeZone} />
            </Text>
          </li>
        ))}
      </ul>
    </>
  );
}
