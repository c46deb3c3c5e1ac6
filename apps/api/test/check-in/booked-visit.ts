import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { applyFacts } from '@holdfast/core/usecases/payment/apply-facts';
import { attemptFact, type HoldOptions, hold } from '@holdfast/testkit/booking-steps';
import type { ApiRig } from '../support/api-rig.ts';

/** A paid, confirmed booking: the state in which the desk can check in. */
export async function confirmedVisit(rig: ApiRig, options: HoldOptions = {}): Promise<Booking> {
  const held = await hold(rig.core, options);
  const { deps, tx, notifier } = rig.core;
  const facts = { tx: tx.ingest, notify: notifier.publish, gateways: deps.gateways };
  await applyFacts(facts, rig.core.gateway, 'system:reconciler', 'test', [attemptFact(held, 'captured')]);
  return held.booking;
}
