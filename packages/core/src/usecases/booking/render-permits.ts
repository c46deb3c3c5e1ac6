import { mayWith } from '@holdfast/contract/auth/capabilities';
import {
  cancelBooking,
  checkIn,
  completeBooking,
  markNoShow,
  permitDeskPayment,
  startConsultation,
} from '@holdfast/contract/booking/booking.procedures';
import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import type { BookingAction } from '@holdfast/contract/booking/booking-words';
import { receivePayment } from '@holdfast/contract/drawer/drawer.procedures';
import { openCheckout } from '@holdfast/contract/payment/payment.procedures';
import { collectedBy } from '@holdfast/contract/payment/payment-providers';
import type { AnyProcedure } from '@holdfast/contract/procedure';
import { toInstant } from '@holdfast/contract/time';
import type { BookingViewRow } from '@holdfast/db/repos/bookings.repo';
import type { z } from 'zod';
import type { MoneyStatus } from '../../domain/booking/booking-money.ts';
import { bookingPermit } from '../../domain/booking/booking-permits.ts';
import { mayCall } from '../../usecase/authorise.ts';

const procedureOf: Readonly<Record<BookingAction, Pick<AnyProcedure, 'access'>>> = {
  pay: openCheckout,
  checkIn,
  start: startConsultation,
  complete: completeBooking,
  permitDeskPayment,
  takePayment: receivePayment,
  noShow: markNoShow,
  cancel: cancelBooking,
};

/** What the reader may do with the booking now, each refusal with its reason. */
export function renderPermits(row: BookingViewRow, money: MoneyStatus): z.input<typeof Booking>['may'] {
  const { reader_roles: roles, owned_by_reader: ownedByCaller } = row;
  const facts = {
    state: row.state,
    startsAt: row.starts_at,
    noShowGraceMinutes: row.no_show_grace_minutes,
    now: row.server_now,
    holdExpiresAt: row.hold_expires_at,
    holdExpired: row.hold_expires_at !== null && row.hold_expires_at <= row.server_now,
    deskPermission: row.desk_permission,
    collected: collectedBy(row.rail),
    moneyState: money.state,
    isPermitted: row.cover === 'desk_permission',
    fundsMinor: row.funds_minor,
    dueMinor: money.dueMinor,
    byColleague: mayWith(roles, 'bookings.read'),
    ownedByCaller,
  };
  const asDesk = { ...facts, byDesk: true };
  const asOther = { ...facts, byDesk: false };
  const reader = {
    clinicId: row.clinic_id,
    status: 'active',
    roles,
    ownsSubject: ownedByCaller,
    isOperator: false,
  } as const;
  const permit = (action: BookingAction) => {
    const { access } = procedureOf[action];
    const byDesk = access.kind === 'clinic' && mayWith(roles, access.capability);
    const { allowed, reason, from, until } = bookingPermit(
      action,
      byDesk ? asDesk : asOther,
      mayCall(access, reader),
    );
    return { allowed, reason, from: from && toInstant(from), until: until && toInstant(until) };
  };
  return {
    pay: permit('pay'),
    checkIn: permit('checkIn'),
    start: permit('start'),
    complete: permit('complete'),
    permitDeskPayment: permit('permitDeskPayment'),
    takePayment: permit('takePayment'),
    noShow: permit('noShow'),
    cancel: permit('cancel'),
  };
}
