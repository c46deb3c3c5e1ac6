import { randomUUID } from 'node:crypto';
import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { Booking as BookingSchema } from '@holdfast/contract/booking/booking.schemas';
import { type Drawer, Drawer as DrawerSchema } from '@holdfast/contract/drawer/drawer.procedures';
import { DepositId } from '@holdfast/contract/ids';
import type { DepositKind } from '@holdfast/contract/payment/payment.schemas';
import type { FixtureClinic } from '@holdfast/testkit/clinic-fixture';
import { asUser, type ClinicRig } from '@holdfast/testkit/clinic-rig';

export const newDepositId = () => DepositId.parse(randomUUID());

export async function addDrawer(rig: ClinicRig, clinic: FixtureClinic = rig.clinics.asha): Promise<Drawer> {
  const name = `Desk ${randomUUID().slice(0, 8)}`;
  const admin = asUser(clinic.staff.admin);
  return DrawerSchema.parse(await rig.useCases.drawers.add(admin, { clinicId: clinic.id, name }));
}

export async function openDrawer(
  rig: ClinicRig,
  countedMinor = 0,
  clinic: FixtureClinic = rig.clinics.asha,
): Promise<Drawer> {
  const { id: drawerId } = await addDrawer(rig, clinic);
  const desk = asUser(clinic.staff.receptionist);
  return DrawerSchema.parse(await rig.useCases.drawers.open(desk, { drawerId, countedMinor }));
}

export async function closeDrawer(
  rig: ClinicRig,
  { id: drawerId, session }: Drawer,
  countedMinor: number,
  userId: string = rig.clinics.asha.staff.receptionist,
): Promise<Drawer> {
  if (!session) throw new Error('the drawer was never opened');
  const input = { drawerId, sessionId: session.id, countedMinor };
  return DrawerSchema.parse(await rig.useCases.drawers.close(asUser(userId), input));
}

export interface OverTheCounter {
  readonly amountMinor: number;
  readonly kind?: DepositKind;
  readonly depositId?: DepositId;
  readonly userId?: string;
}

export async function receive(
  rig: ClinicRig,
  { billId }: Pick<Booking, 'billId'>,
  { id: drawerId }: Drawer,
  { userId = rig.clinics.asha.staff.receptionist, ...money }: OverTheCounter,
): Promise<Booking> {
  const input = { billId, drawerId, kind: 'cash' as const, depositId: newDepositId(), ...money };
  return BookingSchema.parse(await rig.useCases.bills.receive(asUser(userId), input));
}

export async function handBack(
  rig: ClinicRig,
  { billId }: Pick<Booking, 'billId'>,
  { id: drawerId }: Drawer,
  { userId = rig.clinics.asha.staff.receptionist, ...money }: OverTheCounter,
): Promise<Booking> {
  const input = { billId, drawerId, kind: 'cash' as const, depositId: newDepositId(), ...money };
  const reason = 'the patient is at the desk';
  return BookingSchema.parse(await rig.useCases.bills.handBack(asUser(userId), { ...input, reason }));
}

/** Sums of a ledger account, by what it is kept for. */
export async function balanceOf(rig: ClinicRig, account: string, ownerId: string): Promise<number> {
  const [row] = await rig.rows<{ sum: number }>(
    'select coalesce(sum(amount_minor), 0)::int as sum from ledger_entries where account = $1 and owner_id = $2',
    [account, ownerId],
  );
  return row?.sum ?? 0;
}
