import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import type { Payment } from '@holdfast/contract/payment/payment.schemas';
import { Alert, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Fragment, type ReactNode } from 'react';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { Loading } from '../../../components/screen-state/query-view.tsx';
import { StateBadge } from '../../../components/state-look/state-badge.tsx';
import { ClinicTime } from '../../../components/value/clinic-time.tsx';
import { Money } from '../../../components/value/money.tsx';
import { SeenMoney } from '../../../components/value/seen-money.tsx';
import { useMay } from '../../../frames/staff/shell-context.tsx';
import { useTRPC } from '../../../lib/api/trpc.ts';
import { useReasonWords } from '../../../lib/words/use-reason-words.ts';
import { DepositLines, DeskMoneyButtons } from '../desk-money/desk-money.tsx';
import { type Attempt, askAgainOf, type Refund, type Ruling, rulingsOf } from '../model/rulings.ts';
import { useStaffText } from '../use-staff-text.ts';
import classes from './booking-panel.module.css';
import { RulingButtons } from './ruling-buttons.tsx';

interface AttemptLineProps {
  readonly attempt: Attempt;
  readonly timeZone: string;
  readonly children: ReactNode;
}

function AttemptLine({ attempt, timeZone, children }: AttemptLineProps) {
  const { t } = useStaffText();
  const words = useReasonWords();
  return (
    <li className={classes.line}>
      <div className={classes.split}>
        <StateBadge machine="attempt" state={attempt.state} />
        <strong>
          <SeenMoney amount={attempt.amount} />
        </strong>
      </div>
      <Text size="sm" c="dimmed">
        {attempt.method === null ? '' : `${attempt.method} · `}
        <ClinicTime at={attempt.updatedAt} timeZone={timeZone} /> · <code>{attempt.providerPaymentId}</code>
      </Text>
      {attempt.quarantineReason ? (
        <Alert color="red" variant="light" p="xs" mt={4} icon={<IconAlertTriangle size={18} aria-hidden />}>
          {t('staff:details.quarantine', { reason: words(attempt.quarantineReason) })}
        </Alert>
      ) : null}
      {children}
    </li>
  );
}

interface RefundLineProps {
  readonly refund: Refund;
  readonly timeZone: string;
  readonly children: ReactNode;
}

function RefundLine({ refund, timeZone, children }: RefundLineProps) {
  const { t } = useStaffText();
  return (
    <li className={classes.line}>
      <div className={classes.split}>
        <StateBadge machine="refund" state={refund.state} />
        <strong>
          <SeenMoney amount={refund.amount} />
        </strong>
      </div>
      <Text size="sm" c="dimmed">
        {t(`staff:refundReason.${refund.reason}`)} · <ClinicTime at={refund.updatedAt} timeZone={timeZone} />
      </Text>
      {refund.bankReference ? (
        <Text size="sm">{t('staff:details.bankReference', { reference: refund.bankReference })}</Text>
      ) : null}
      {children}
    </li>
  );
}

function AttemptsAndRefunds({ payment, booking }: { readonly payment: Payment; readonly booking: Booking }) {
  const { t } = useStaffText();
  const { timeZone } = booking;
  const mayRule = useMay(booking.clinicId, 'payments.rule');
  const ruled = (rulings: readonly (Ruling | null)[]) => (
    <RulingButtons paymentId={payment.id} rulings={mayRule ? rulings.filter((one) => one !== null) : []} />
  );
  return (
    <Stack gap="xs">
      <DeskMoneyButtons booking={booking} payment={payment} />
      <DepositLines booking={booking} payment={payment} />
      {payment.collected === 'desk' && payment.attempts.length === 0 ? null : (
        <>
          <Title order={4} fz="sm">
            {t('staff:details.attempts')}
          </Title>
          {payment.attempts.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('staff:details.noAttempts')}
            </Text>
          ) : null}
          <ul className={classes.lines}>
            {payment.attempts.map((attempt) => (
              <AttemptLine key={attempt.providerPaymentId} attempt={attempt} timeZone={timeZone}>
                {ruled(rulingsOf(attempt, payment, booking))}
              </AttemptLine>
            ))}
          </ul>
        </>
      )}
      {payment.refunds.length > 0 ? (
        <Title order={4} fz="sm">
          {t('staff:details.refunds')}
        </Title>
      ) : null}
      <ul className={classes.lines}>
        {payment.refunds.map((refund) => (
          <RefundLine key={refund.id} refund={refund} timeZone={timeZone}>
            {ruled([askAgainOf(refund, payment, booking)])}
          </RefundLine>
        ))}
      </ul>
    </Stack>
  );
}

const moneyRows = ['due', 'paid', 'held', 'refunding', 'refunded', 'refundDue'] as const;

/** The money of a booking: price, received, refunded, and the payment attempts and refunds behind each amount. */
export function BookingMoney({
  booking,
  paymentId,
}: {
  readonly booking: Booking;
  readonly paymentId: string;
}) {
  const { t } = useStaffText();
  const trpc = useTRPC();
  const query = useQuery(trpc.payments.get.queryOptions({ paymentId }));
  const { payment, money } = booking;
  const shown = moneyRows.filter((row) => row === 'due' || row === 'paid' || money[row].amountMinor > 0);
  return (
    <Stack gap="xs">
      <div className={classes.split}>
        <Text size="sm">
          {t(`staff:details.collected.${money.state === 'at_desk' ? 'desk' : payment.collected}`)}
        </Text>
        <StateBadge machine="money" state={money.state} />
      </div>
      <dl className={classes.facts}>
        {shown.map((row) => (
          <Fragment key={row}>
            <dt>{t(`staff:details.amounts.${row}`)}</dt>
            <dd>
              <Money value={money[row]} exact />
            </dd>
          </Fragment>
        ))}
        {money.wrong === null ? null : (
          <>
            <dt>{t('staff:details.amounts.wrong')}</dt>
            <dd>
              <SeenMoney amount={money.wrong} />
            </dd>
          </>
        )}
      </dl>
      {query.data ? <AttemptsAndRefunds payment={query.data} booking={booking} /> : null}
      {query.data === undefined && query.error ? (
        <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
      ) : null}
      {query.data === undefined && !query.error ? (
        <Loading>
          <Skeleton height={40} />
        </Loading>
      ) : null}
    </Stack>
  );
}
