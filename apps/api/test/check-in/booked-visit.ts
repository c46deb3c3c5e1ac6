import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { tellFacts } from '@holdfast/core/usecases/money/tell-facts';
import { attemptFact, type HoldOptions, hold } from '@holdfast/testkit/booking-steps';
import type { ApiRig } from '../support/api-rig.ts';

/** A paid, confirmed booking: the state in which the desk can check in. */
export async function confirmedVisit(rig: ApiRig, options: HoldOptions = {}): Promise<Booking> {
  const held = await hold(rig.core, options);
  const telling = { ...rig.core.deps.money, source: 'system:reconciler', requestId: 'test' } as const;
  await tellFacts(telling, rig.core.gateway, [attemptFact(held, 'captured')]);
  return held.booking;
}
