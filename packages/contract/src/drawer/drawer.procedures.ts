import { z } from 'zod';
import { can } from '../auth/access.ts';
import { Booking } from '../booking/booking.schemas.ts';
import { BillId, ClinicId, DepositId, DrawerId, DrawerSessionId } from '../ids.ts';
import { AmountMinor, Currency, Money, maxAmountMinor } from '../money.ts';
import { depositKinds } from '../payment/payment.schemas.ts';
import { command, query } from '../procedure.ts';
import { plainText, Reason } from '../text.ts';
import { Instant } from '../time.ts';

/** From one count to the next. What should lie in an open drawer is not told: the person who counts must not know it. */
export const DrawerSession = z
  .strictObject({
    id: DrawerSessionId,
    openedBy: z.string(),
    openedAt: Instant,
    opening: Money,
    closing: z
      .strictObject({
        closedBy: z.string(),
        closedAt: Instant,
        counted: Money,
        /** The opening count and the cash that was received less what was handed back. */
        expected: Money,
        /** Counted less expected, in minor units: below zero where money is missing. */
        differenceMinor: z.int(),
      })
      .meta({ id: 'DrawerClosing' })
      .nullable(),
  })
  .meta({ id: 'DrawerSession' });

export const Drawer = z
  .strictObject({
    id: DrawerId,
    clinicId: ClinicId,
    name: z.string(),
    currency: Currency,
    /** The latest: open where it has no closing; null for a drawer that was never opened. */
    session: DrawerSession.nullable(),
  })
  .meta({ id: 'Drawer' });
export type Drawer = z.infer<typeof Drawer>;

export const listDrawers = query({
  id: 'drawers.list',
  summary: 'Drawers of a clinic with their latest session',
  path: '/clinics/{clinicId}/drawers',
  access: can('payments.read'),
  input: z.strictObject({ clinicId: ClinicId }),
  output: z.strictObject({ drawers: z.array(Drawer) }),
});

const ofDrawer = { audit: 'row', shows: [], output: Drawer } as const;

export const addDrawer = command({
  ...ofDrawer,
  id: 'drawers.add',
  summary: 'Add a drawer to the desk',
  path: '/clinics/{clinicId}/drawers',
  access: can('drawers.manage'),
  successStatus: 201,
  input: z.strictObject({ clinicId: ClinicId, name: plainText().trim().min(1).max(100) }),
  errors: ['NOT_FOUND', 'STATE_CONFLICT', 'IDEMPOTENCY_KEY_REUSED'],
});

export const openDrawer = command({
  ...ofDrawer,
  id: 'drawers.open',
  summary: 'Open a drawer with the cash counted in it; from then on money can be received into it',
  path: '/drawers/{drawerId}/open',
  access: can('payments.collect'),
  input: z.strictObject({ drawerId: DrawerId, countedMinor: AmountMinor }),
  errors: ['NOT_FOUND', 'STATE_CONFLICT', 'IDEMPOTENCY_KEY_REUSED'],
});

export const closeDrawer = command({
  ...ofDrawer,
  id: 'drawers.close',
  summary: 'Close a session with the cash counted in the drawer; a difference is posted and shown',
  path: '/drawers/{drawerId}/close',
  access: can('payments.collect'),
  input: z.strictObject({ drawerId: DrawerId, sessionId: DrawerSessionId, countedMinor: AmountMinor }),
  errors: ['NOT_FOUND', 'STATE_CONFLICT', 'IDEMPOTENCY_KEY_REUSED'],
});

const overTheCounter = z.strictObject({
  billId: BillId,
  /** Chosen by the caller: a repeated request changes nothing more. */
  depositId: DepositId,
  drawerId: DrawerId,
  kind: z.enum(depositKinds),
  amountMinor: z.int().min(1).max(maxAmountMinor),
});

const deskMoney = {
  access: can('payments.collect'),
  audit: 'row',
  shows: ['booking', 'payment'],
  idempotent: false,
  output: Booking,
  errors: ['NOT_FOUND', 'STATE_CONFLICT', 'DRAWER_CLOSED', 'AMOUNT_NOT_DUE', 'IDEMPOTENCY_KEY_REUSED'],
} as const;

export const receivePayment = command({
  ...deskMoney,
  id: 'bills.receive',
  summary: 'Record money received at the desk, in cash or by the card terminal',
  path: '/bills/{billId}/receive',
  input: overTheCounter,
  shows: [...deskMoney.shows, 'message'],
  errors: [...deskMoney.errors, 'HOLD_EXPIRED'],
});

export const handBack = command({
  ...deskMoney,
  id: 'bills.handBack',
  summary: 'Record money handed back at the desk: what is owed, or more by one who may rule about payments',
  path: '/bills/{billId}/hand-back',
  input: overTheCounter.extend({ reason: Reason }),
});
