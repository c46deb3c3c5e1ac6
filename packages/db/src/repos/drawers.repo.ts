import type { Currency } from '@holdfast/contract/money';
import type { DepositKind } from '@holdfast/contract/payment/payment.schemas';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';

/** A drawer with its latest session. Amounts in minor units of its currency. */
export interface DrawerRow {
  readonly id: string;
  readonly clinicId: string;
  readonly name: string;
  readonly currency: Currency;
  readonly isOpen: boolean;
  readonly sessionId: string | null;
  readonly openedName: string | null;
  readonly openedAt: Date | null;
  readonly opening: number | null;
  readonly closedName: string | null;
  readonly closedAt: Date | null;
  readonly counted: number | null;
  readonly expected: number | null;
}

async function drawersWhere(tx: Tx, condition: RawBuilder<unknown>): Promise<DrawerRow[]> {
  const { rows } = await sql<DrawerRow>`
    select d.id, d.clinic_id as "clinicId", d.name, d.currency, s.id is not null and s.closed_at is null as "isOpen",
      s.id as "sessionId", o.display_name as "openedName", s.opened_at as "openedAt", s.opening_minor as opening,
      c.display_name as "closedName", s.closed_at as "closedAt", s.counted_minor as counted, s.expected_minor as expected
    from drawers d
      left join lateral (
        select * from drawer_sessions n where n.clinic_id = d.clinic_id and n.drawer_id = d.id
        order by n.opened_at desc limit 1) s on true
      left join users o on o.id = s.opened_by
      left join users c on c.id = s.closed_by
    where ${condition} order by lower(d.name), d.id`.execute(tx);
  return rows;
}

export async function drawersOf(tx: Tx, clinicId: string): Promise<DrawerRow[]> {
  return drawersWhere(tx, sql`d.clinic_id = ${clinicId}::uuid`);
}

export async function findDrawer(tx: Tx, drawerId: string): Promise<DrawerRow | undefined> {
  return (await drawersWhere(tx, sql`d.id = ${drawerId}::uuid`))[0];
}

interface NewDrawer {
  readonly clinicId: string;
  readonly id: string;
  readonly name: string;
  readonly currency: Currency;
}

/** False when another drawer has the name. */
export async function insertDrawer(
  tx: Tx,
  { clinicId, id, name, currency }: NewDrawer,
): Promise<true | false> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('drawers')
    .values({ clinic_id: clinicId, id, name, currency })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

interface Opening {
  readonly clinicId: string;
  readonly drawerId: string;
  readonly sessionId: string;
  readonly countedMinor: number;
}

/** False when the drawer is open already. */
export async function openSession(
  tx: Tx,
  { clinicId, drawerId, sessionId, countedMinor }: Opening,
): Promise<boolean> {
  const { rows } = await sql<{ isOpened: boolean }>`
    select open_drawer(${clinicId}, ${drawerId}, ${sessionId}, ${countedMinor}) as "isOpened"`.execute(tx);
  return rows[0]?.isOpened ?? false;
}

/** False when the session is closed already. */
export async function closeSession(
  tx: Tx,
  { clinicId, sessionId, countedMinor }: Omit<Opening, 'drawerId'>,
): Promise<boolean> {
  const { rows } = await sql<{ isClosed: boolean }>`
    select close_drawer(${clinicId}, ${sessionId}, ${countedMinor}) as "isClosed"`.execute(tx);
  return rows[0]?.isClosed ?? false;
}

export interface DepositRow {
  readonly id: string;
  readonly billId: string;
  readonly drawerId: string;
  readonly kind: DepositKind;
  /** Below zero where it was handed back. */
  readonly amountMinor: number;
  readonly receivedAt: Date;
}

async function depositsWhere(tx: Tx, condition: RawBuilder<unknown>): Promise<DepositRow[]> {
  const { rows } = await sql<DepositRow>`
    select id, bill_id as "billId", drawer_id as "drawerId", kind, amount_minor as "amountMinor", received_at as "receivedAt"
    from deposits where ${condition} order by received_at, id`.execute(tx);
  return rows;
}

export async function findDeposit(tx: Tx, clinicId: string, id: string): Promise<DepositRow | undefined> {
  return (await depositsWhere(tx, sql`clinic_id = ${clinicId}::uuid and id = ${id}::uuid`))[0];
}

export async function depositsOfBill(tx: Tx, clinicId: string, billId: string): Promise<DepositRow[]> {
  return depositsWhere(tx, sql`clinic_id = ${clinicId}::uuid and bill_id = ${billId}::uuid`);
}

/** What is owed on a bill, of which the caller sees all bookings. */
export async function dueOfBill(tx: Tx, clinicId: string, billId: string): Promise<number> {
  const { rows } = await sql<{ due: number }>`select bill_due_minor(${clinicId}, ${billId}) as due`.execute(
    tx,
  );
  return rows[0]?.due ?? 0;
}
