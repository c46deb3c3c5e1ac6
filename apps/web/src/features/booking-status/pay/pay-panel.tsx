import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { formatMoney } from '@holdfast/contract/format/format-money';
import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconBuildingBank, IconCreditCard, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { StickyAction } from '../../../frames/patient/patient-shell.tsx';
import { errorCodeOf, isFinal } from '../../../lib/api/api-error.ts';
import { formatTime, viewerZone } from '../../../lib/format/format-time.ts';
import { useLocale } from '../../../lib/format/use-locale.ts';
import { useOffer } from './use-offer.ts';
import { type PayStep, usePayment } from './use-payment.ts';

/** Rejections of the provider's callback that a retry cannot change. */
const finalRefusals = ['INVALID_SIGNATURE', 'PAYMENT_MISMATCH', 'NOT_FOUND'];

const stepWords = {
  closed: 'pay.dismissed',
  refused: 'pay.failed',
  no_script: 'pay.script',
  open: 'pay.open',
} as const satisfies Partial<Record<PayStep, string>>;

function StepNote({ step }: { readonly step: PayStep }) {
  const { t } = useTranslation('patient');
  if (step === 'ready' || step === 'opening' || step === 'reported') return null;
  const isBad = step === 'refused' || step === 'no_script';
  return (
    <Alert color={isBad ? 'red' : 'blue'} icon={<IconInfoCircle size={20} aria-hidden />} role="status">
      {t(stepWords[step])}
    </Alert>
  );
}

/** How long a time is kept, in the time zone of the viewer; null for a visit that is confirmed and needs no payment to stand. */
function useKeptUntil(booking: Booking): string | null {
  const locale = useLocale();
  return booking.holdExpiresAt === null ? null : formatTime(booking.holdExpiresAt, locale, viewerZone());
}

function Checking({ booking }: { readonly booking: Booking }) {
  const { t } = useTranslation('patient');
  const time = useKeptUntil(booking);
  return (
    <Alert color="violet" icon={<IconBuildingBank size={20} aria-hidden />} role="status">
      {time === null ? t('pay.checkingConfirmed') : t('pay.checking', { time })}
      <Text size="sm" mt={4}>
        {t('pay.checkingHint')}
      </Text>
    </Alert>
  );
}

/** Why there is nothing to pay with: the provider is silent, or it does not accept the payment. */
function OfferNote({
  booking,
  offer,
}: {
  readonly booking: Booking;
  readonly offer: ReturnType<typeof useOffer>;
}) {
  const { t } = useTranslation('patient');
  const time = useKeptUntil(booking);
  const hasAnswered = offer.data !== undefined || offer.error !== null;
  if (!hasAnswered || offer.data?.checkout) return null;
  if (isFinal(offer.error)) return <ErrorNote error={offer.error} onRetry={() => void offer.refetch()} />;
  return (
    <Alert color="amber" icon={<IconInfoCircle size={20} aria-hidden />} role="status">
      {time === null ? t('pay.noProviderConfirmed') : t('pay.noProvider', { time })}
    </Alert>
  );
}

/** Online payment while the hold lasts, or until a permitted visit begins: the state of the payment, the booking and one button. */
export function PayPanel({ booking, children }: { readonly booking: Booking; readonly children: ReactNode }) {
  const { t } = useTranslation('patient');
  const locale = useLocale();
  const offer = useOffer(booking, true);
  const { step, pay, confirmError, isConfirming } = usePayment(booking);
  const checkout = offer.data?.checkout ?? null;
  const price = formatMoney(checkout?.amount ?? booking.money.due, locale);
  const confirmCode = errorCodeOf(confirmError);
  const isRefused = confirmCode !== null && finalRefusals.includes(confirmCode);
  const isChecking = (step === 'reported' && !isRefused) || booking.money.state === 'checking';
  return (
    <>
      <Stack gap="md">
        <StepNote step={step} />
        {isChecking ? <Checking booking={booking} /> : null}
        {isRefused ? <ErrorNote error={confirmError} /> : null}
        <OfferNote booking={booking} offer={offer} />
        {!isChecking && checkout ? (
          <Text size="sm" c="dimmed">
            {t(booking.holdExpiresAt === null ? 'pay.beforeConfirmed' : 'pay.before', {
              merchant: checkout.merchantName,
            })}
          </Text>
        ) : null}
        {isChecking ? (
          <Text size="sm" c="dimmed">
            {t('pay.twice')}
          </Text>
        ) : null}
        {children}
      </Stack>
      <StickyAction>
        <Button
          size="lg"
          fullWidth
          variant={isChecking ? 'default' : 'filled'}
          disabled={checkout === null || isConfirming}
          loading={step === 'opening'}
          leftSection={<IconCreditCard size={20} aria-hidden />}
          onClick={() => checkout && void pay(checkout)}
        >
          {checkout === null && !isFinal(offer.error)
            ? t('pay.preparing')
            : isChecking
              ? t('pay.payAgain')
              : t('pay.pay', { price })}
        </Button>
      </StickyAction>
    </>
  );
}
