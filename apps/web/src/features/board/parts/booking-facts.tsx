import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { Anchor, Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { ClinicTime } from '../../../components/value/clinic-time.tsx';
import { Countdown } from '../../../components/value/countdown.tsx';
import { Money } from '../../../components/value/money.tsx';
import { useStaffText } from '../use-staff-text.ts';
import classes from './booking-panel.module.css';
import { PhoneText } from './phone-text.tsx';

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

interface BookingFactsProps {
  readonly booking: Booking;
  readonly onOpenLinked: (bookingId: string) => void;
}

export function BookingFacts({ booking, onOpenLinked }: BookingFactsProps) {
  const { t } = useStaffText();
  const { timeZone, holdExpiresAt, endReason, successorId, predecessorId } = booking;
  const linked = (bookingId: string) => (
    <Button variant="subtle" size="compact-sm" onClick={() => onOpenLinked(bookingId)}>
      {t('staff:details.openLinked')}
    </Button>
  );
  return (
    <dl className={classes.facts}>
      <Fact name={t('staff:details.reference')}>{booking.reference}</Fact>
      <Fact name={t('staff:details.when')}>
        <ClinicTime at={booking.startsAt} timeZone={timeZone} />
      </Fact>
      <Fact name={t('staff:details.doctor')}>{`${booking.doctorName} · ${booking.speciality}`}</Fact>
      <Fact name={t('staff:details.service')}>{booking.serviceName}</Fact>
      <Fact name={t('staff:details.phone')}>
        <Anchor href={`tel:${booking.patientPhone}`} c="inherit" fz="inherit">
          <PhoneText phone={booking.patientPhone} />
        </Anchor>
      </Fact>
      <Fact name={t('staff:details.price')}>
        <Money value={booking.price} exact />
      </Fact>
      {holdExpiresAt ? (
        <Fact name={t('staff:details.heldUntil')}>
          <ClinicTime at={holdExpiresAt} timeZone={timeZone} style="time" /> ·{' '}
          <Countdown until={holdExpiresAt} />
        </Fact>
      ) : null}
      {holdExpiresAt && booking.payment.collected !== 'desk' ? (
        <Fact name={t('staff:details.keepIfLate')}>
          {booking.keepIfLate ? t('staff:details.keepIfLateYes') : t('staff:details.keepIfLateNo')}
        </Fact>
      ) : null}
      {endReason ? <Fact name={t('staff:details.reason')}>{endReason}</Fact> : null}
      {predecessorId ? <Fact name={t('staff:details.predecessor')}>{linked(predecessorId)}</Fact> : null}
      {successorId ? <Fact name={t('staff:details.successor')}>{linked(successorId)}</Fact> : null}
    </dl>
  );
}
