import type pg from 'pg';
import type { DemoClinic } from './demo-data.ts';

/** A free time of a doctor, and who takes it. */
export interface Seat {
  clinic_id: string;
  patient_id: string;
  today: string;
  doctor_id: string;
  service_id: string;
  price_minor: string;
  currency: string;
  cancellation_policy: object;
  starts_at: Date;
  ends_at: Date;
  desk_id: string;
}

export interface SeatIds {
  readonly bookingId: string;
  readonly billId: string;
  readonly paymentId: string;
}

/** Holds a time that `hold_slot` no longer offers because it has begun. */
export async function insertHold(
  client: Pick<pg.Client, 'query'>,
  seat: Seat,
  paymentMode: DemoClinic['paymentMode'],
): Promise<SeatIds> {
  const { rows } = await client.query<{ booking_id: string; payment_id: string; bill_id: string }>(
    'select uuidv7() as booking_id, uuidv7() as payment_id, uuidv7() as bill_id',
  );
  const ids = rows[0];
  if (!ids) throw new Error('seed: no ids');
  await client.query(
    `insert into bookings (clinic_id, id, patient_id, doctor_id, service_id, during, visit_date, hold_expires_at, price_minor,
       currency, policy_snapshot, payment_id, bill_id, created_by)
     values ($1, $2, $3, $4, $5, tstzrange($6, $7), $8, app_now() + interval '10 minutes', $9, $10, $11, $12, $13, $14)`,
    [
      seat.clinic_id,
      ids.booking_id,
      seat.patient_id,
      seat.doctor_id,
      seat.service_id,
      seat.starts_at,
      seat.ends_at,
      seat.today,
      seat.price_minor,
      seat.currency,
      seat.cancellation_policy,
      ids.payment_id,
      ids.bill_id,
      seat.desk_id,
    ],
  );
  // The booking has opened its payment for the way that its clinic is paid.
  await client.query(
    'update payments set rail = default_payment_provider($3) where clinic_id = $1 and id = $2',
    [seat.clinic_id, ids.payment_id, paymentMode],
  );
  return { bookingId: ids.booking_id, billId: ids.bill_id, paymentId: ids.payment_id };
}
