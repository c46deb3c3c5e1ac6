import { holdSlot as procedure } from '@holdfast/contract/booking/booking.procedures';
import type { RequestContext } from '@holdfast/contract/context';
import { AppError, type SlotAlternative } from '@holdfast/contract/errors';
import { holdSlotStatement } from '@holdfast/db/repos/bookings.repo';
import type { z } from 'zod';
import { createSingleFlight } from '../../single-flight.ts';
import { defineStatement } from '../../usecase/define-statement.ts';
import { requestHash } from '../../usecase/idempotency.ts';
import { asCaller, familyOf, type UseCaseDeps, userOf } from '../../usecase.ts';
import { nearestFreeSlots } from './nearest-free-slots.ts';
import { toBooking } from './render-booking.ts';

export interface HoldDeps extends UseCaseDeps {
  /** How many unpaid holds one account may have at a time. */
  readonly maxOpenHolds: number;
}

type HoldInput = z.output<typeof procedure.input>;

const shareSearch = createSingleFlight<HoldDeps, SlotAlternative[]>();

/**
 * The nearest free times are the same for everyone who wanted this slot: its losers share one search, so that they do
 * not starve other requests. A failed search never hides the rejection itself.
 */
function alternativesFor(
  deps: HoldDeps,
  context: RequestContext,
  input: HoldInput,
): Promise<SlotAlternative[]> {
  const wanted = [input.clinicId, input.doctorId, input.serviceId, Date.parse(input.startsAt)].join(' ');
  const place = { clinicId: input.clinicId };
  return shareSearch(deps, wanted, () =>
    asCaller(deps, context, procedure, place, (tx) => nearestFreeSlots(tx, input)).catch(() => []),
  );
}

/**
 * Holds a free time for the clinic's hold period, and calls nobody outside: the page asks for the checkout in a second request.
 * Hot: one statement does every step of a use-case (ADR 0002).
 */
export function holdSlot(deps: HoldDeps) {
  return defineStatement({
    procedure,
    statement: (context, input: HoldInput) =>
      holdSlotStatement({
        ...input,
        userId: userOf(context),
        familyId: familyOf(context),
        requestId: context.requestId,
        maxOpenHolds: deps.maxOpenHolds,
        idempotencyKey: context.idempotencyKey,
        requestHash: requestHash(input),
      }),
    refused: async (context, input, refusal) => {
      if (refusal.code !== 'SLOT_TAKEN') return refusal;
      const alternatives = await alternativesFor(deps, context, input);
      return new AppError('SLOT_TAKEN', {
        details: { alternatives },
        cause: refusal,
        internal: 'slot_taken',
      });
    },
    answer: (row) => ({ booking: toBooking(row) }),
  })(deps);
}
