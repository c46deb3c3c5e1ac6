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
import { type DeskQuestion, isCorrection, MoneyDialog } from './money-dialog.tsx';
import { useDeskText } from './use-desk-money.ts';

interface DeskMoneyProps {
  readonly booking: Booking;
  readonly payment: Payment;
}

const receivedBy = ({ deposits }: Payment, kind: (typeof depositKinds)[number]): number =>
  deposits.filter((deposit) => deposit.kind === kind).reduce((sum, { amountMinor }) => sum + amountMinor, 0);

/** What is still due; null where nothing is to be taken. */
function takeQuestion({ may, money }: Booking, nowMs: number): DeskQuestion | null {
  if (obstacleAt(may.takePayment, nowMs) !== null) return null;
  const limitMinor = money.due.amountMinor - money.paid.amountMinor;
  return {
    direction: 'take',
    ways: depositKinds.map((kind) => ({ kind, limitMinor, owedMinor: limitMinor })),
  };
}

/** Money goes back the way it came: no more of it than came, and no more than is owed unless the reader may correct receipts. */
function backQuestion(payment: Payment, mayRule: boolean): DeskQuestion | null {
  const ways = depositKinds.flatMap((kind) => {
    const received = receivedBy(payment, kind);
    const owedMinor = Math.min(received, payment.owedAtDesk.amountMinor);
    const limitMinor = mayRule ? received : owedMinor;
    return limitMinor > 0 ? [{ kind, limitMinor, owedMinor }] : [];
  });
  return ways.length > 0 ? { direction: 'back', ways } : null;
}

/** Taking money at the desk and handing it back. */
export function DeskMoneyButtons(props: DeskMoneyProps) {
  const { t } = useDeskText();
  const nowMs = useServerNow(10_000);
  const { booking, payment } = props;
  const [opened, setOpened] = useState<DeskQuestion | null>(null);
  const mayCollect = useMay(booking.clinicId, 'payments.collect');
  const mayRule = useMay(booking.clinicId, 'payments.rule');
  const all = mayCollect ? [takeQuestion(booking, nowMs), backQuestion(payment, mayRule)] : [];
  const questions = all.filter((question) => question !== null);
  // Limits follow the server while the dialog is open; where nothing is left to record, it stays and says why it failed.
  const asked = opened && (questions.find(({ direction }) => direction === opened.direction) ?? opened);
  return (
    <>
      {questions.length > 0 ? (
        <Group gap="xs">
          {questions.map((question) => (
            <Button key={question.direction} size="sm" variant="light" onClick={() => setOpened(question)}>
              {t(`cash-desk:${isCorrection(question) ? 'correct' : question.direction}.open`)}
            </Button>
          ))}
        </Group>
      ) : null}
      {asked ? <MoneyDialog booking={booking} question={asked} onClose={() => setOpened(null)} /> : null}
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
