import { type BookingState, bookingState } from '@holdfast/contract/booking/booking.states';
import type { Currency } from '@holdfast/contract/money';
import { type Selectable, sql } from 'kysely';
import type { BookingViews } from '../schema.gen.ts';
import type { Statement, Tx } from '../tenant-tx.ts';
import { type PageRange, readKeysetPage } from './keyset.ts';

type NullableColumn =
  | 'hold_expires_at'
  | 'predecessor_id'
  | 'successor_id'
  | 'end_reason'
  | 'cover'
  | 'wrong_currency'
  | 'provider_order_id'
  | 'provider_account_id';

/** PostgreSQL does not report which columns of a view are never null; the view's joins guarantee these. */
export type BookingViewRow = {
  [K in keyof Selectable<BookingViews>]: K extends NullableColumn
    ? Selectable<BookingViews>[K]
    : NonNullable<Selectable<BookingViews>[K]>;
};

function views(tx: Tx) {
  return tx.selectFrom('booking_views').selectAll().$castTo<BookingViewRow>();
}

/** The booking that a bill is for: the one that no other has succeeded. */
export async function lastBookingOfBill(tx: Tx, billId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('bookings as b')
    .where('b.bill_id', '=', billId)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('bookings as n')
            .whereRef('n.clinic_id', '=', 'b.clinic_id')
            .whereRef('n.predecessor_id', '=', 'b.id')
            .select('n.id'),
        ),
      ),
    )
    .orderBy('b.created_at', 'desc')
    .select('b.id')
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}

export async function findBookingView(tx: Tx, bookingId: string): Promise<BookingViewRow | undefined> {
  return views(tx).where('id', '=', bookingId).executeTakeFirst();
}

export interface HoldRequest {
  readonly userId: string | null;
  /** Of the caller's log-in. */
  readonly familyId: string | null;
  readonly requestId: string;
  readonly clinicId: string;
  readonly doctorId: string;
  readonly serviceId: string;
  readonly patientId: string;
  readonly startsAt: string;
  readonly keepIfLate: boolean;
  readonly maxOpenHolds: number;
  readonly idempotencyKey: string | null;
  readonly requestHash: Buffer;
}

/** The hot verb: every step of the use-case in one SQL function (ADR 0002). */
export function holdSlotStatement(hold: HoldRequest): Statement<BookingViewRow> {
  return {
    text: 'select (held.booking).* from hold_slot($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) as held',
    values: [
      hold.userId,
      hold.requestId,
      hold.clinicId,
      hold.doctorId,
      hold.serviceId,
      hold.patientId,
      hold.startsAt,
      hold.keepIfLate,
      hold.maxOpenHolds,
      hold.idempotencyKey,
      hold.requestHash,
      hold.familyId,
    ],
  };
}

/**
 * Sub-selects hide clinic and day from the planner. If it saw them, it would take a plan made for this one day for cheaper
 * than the common plan of the prepared statement, and plan again at every call: more work than the board itself.
 */
export async function boardOf(
  tx: Tx,
  clinicId: string,
  date: string,
  doctorId: string | null,
): Promise<BookingViewRow[]> {
  let rows = views(tx)
    .where('clinic_id', '=', sql<string>`(select ${clinicId}::uuid)`)
    .where('visit_date', '=', sql<string>`(select ${date}::date)`);
  if (doctorId !== null) rows = rows.where('doctor_id', '=', doctorId);
  return rows.orderBy('starts_at').orderBy('created_at').limit(1000).execute();
}

/** Bookings of the account's own patients; row-level security would show staff the whole clinic. */
export async function bookingsOfAccount(tx: Tx, userId: string, range: PageRange) {
  const rows = views(tx).where('patient_id', 'in', (from) =>
    from.selectFrom('patients').select('patients.id').where('patients.user_id', '=', userId),
  );
  return readKeysetPage(rows, { column: 'starts_at', form: 'instant', direction: 'desc' }, range);
}

export interface LockedBooking {
  readonly clinicId: string;
  readonly id: string;
  readonly state: BookingState;
  readonly version: number;
  readonly paymentId: string;
  readonly billId: string;
  readonly priceMinor: number;
  readonly currency: Currency;
  readonly startsAt: Date;
  readonly noShowGraceMinutes: number;
  readonly deskPermission: string;
  readonly rail: string;
  readonly holdExpired: boolean;
  /** The database's clock, the only one that decides about time. */
  readonly now: Date;
  readonly ownedByCaller: boolean;
}

/**
 * The booking with its row lock: its money depends on it, and the lock order begins here.
 * Undefined also where a policy hides it.
 */
export async function lockBooking(
  tx: Tx,
  bookingId: string,
  userId: string | null,
): Promise<LockedBooking | undefined> {
  const row = await tx
    .selectFrom('bookings as b')
    .innerJoin('clinics as c', 'c.id', 'b.clinic_id')
    .innerJoin('patients as p', (join) =>
      join.onRef('p.clinic_id', '=', 'b.clinic_id').onRef('p.id', '=', 'b.patient_id'),
    )
    .innerJoin('payments as m', (join) =>
      join.onRef('m.clinic_id', '=', 'b.clinic_id').onRef('m.id', '=', 'b.payment_id'),
    )
    .where('b.id', '=', bookingId)
    .select(({ fn, ref, eb }) => [
      'b.clinic_id as clinicId',
      'b.id',
      'b.state',
      'b.version',
      'b.payment_id as paymentId',
      'b.bill_id as billId',
      'b.price_minor as priceMinor',
      'b.currency',
      'm.rail',
      'c.no_show_grace_minutes as noShowGraceMinutes',
      'c.desk_permission as deskPermission',
      'p.user_id as accountId',
      fn<Date>('lower', [ref('b.during')]).as('startsAt'),
      fn<Date>('app_now', []).as('now'),
      eb('b.hold_expires_at', '<=', fn<Date>('app_now', [])).as('holdExpired'),
    ])
    .forUpdate('b')
    .executeTakeFirst();
  if (!row) return undefined;
  const { accountId, holdExpired, ...rest } = row;
  return {
    ...rest,
    holdExpired: Boolean(holdExpired),
    ownedByCaller: userId !== null && accountId === userId,
  };
}

/** Moves a booking along one edge; false when it was no longer in `from`. */
export async function moveBooking(
  tx: Tx,
  booking: Pick<LockedBooking, 'clinicId' | 'id'>,
  from: BookingState,
  to: BookingState,
  endReason: string | null = null,
): Promise<boolean> {
  const result = await tx
    .updateTable('bookings')
    .set(endReason === null ? { state: to } : { state: to, end_reason: endReason })
    .where('clinic_id', '=', booking.clinicId)
    .where('id', '=', booking.id)
    .where('state', '=', from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Lets the booking stand without money; a permission that is there already stays. */
export async function grantDeskPayment(
  tx: Tx,
  booking: Pick<LockedBooking, 'clinicId' | 'id' | 'billId' | 'priceMinor' | 'currency'>,
  userId: string,
): Promise<void> {
  await tx
    .insertInto('bill_covers')
    .values({
      clinic_id: booking.clinicId,
      bill_id: booking.billId,
      booking_id: booking.id,
      kind: 'desk_permission',
      amount_minor: booking.priceMinor,
      currency: booking.currency,
      granted_by: userId,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The history stores states of every machine; for a booking they are those of the booking machine. */
export interface BookingTransitionRow {
  readonly from_state: BookingState | null;
  readonly to_state: BookingState;
  readonly at: Date;
  readonly actor: string;
  readonly reason: string | null;
  readonly display_name: string | null;
}

/** Transitions of a booking with the name of each actor where the reader may see it. */
export async function historyOf(tx: Tx, bookingId: string) {
  return tx
    .selectFrom('state_history as h')
    .leftJoin('users as u', (join) =>
      join.on((eb) => eb('h.actor', '=', eb(eb.val('user:'), '||', eb.cast<string>('u.id', 'text')))),
    )
    .where('h.machine', '=', 'booking')
    .where('h.subject_id', '=', bookingId)
    .orderBy('h.id')
    .select(['h.from_state', 'h.to_state', 'h.at', 'h.actor', 'h.reason', 'u.display_name'])
    .$castTo<BookingTransitionRow>()
    .execute();
}

/** Ends up to `limit` expired holds; rows locked by another transaction are left for the next run. */
export async function expireHolds(tx: Tx, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    with expired as (
      select clinic_id, id from bookings
      where booking_is_unpaid(state) and hold_expires_at <= app_now()
      order by hold_expires_at limit ${limit} for update skip locked
    )
    update bookings b set state = ${bookingState.expired}, end_reason = 'hold_lapsed'
    from expired where b.clinic_id = expired.clinic_id and b.id = expired.id
    returning b.id`.execute(tx);
  return rows.length;
}
