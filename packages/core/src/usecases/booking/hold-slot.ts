import { holdSlot as procedure } from '@holdfast/contract/booking/booking.procedures';
import type { RequestContext } from '@holdfast/contract/context';
import { AppError, type SlotAlternative } from '@holdfast/contract/errors';
import type { UseCase } from '@holdfast/contract/use-cases';
import { type BookingViewRow, holdSlotStatement } from '@holdfast/db/repos/bookings.repo';
import { createSingleFlight } from '../../single-flight.ts';
import { requestHash } from '../../usecase/idempotency.ts';
import { asCaller, inOneStatement } from '../../usecase.ts';
import { type CheckoutDeps, ensureProviderOrder } from '../payment/ensure-provider-order.ts';
import { nearestFreeSlots } from './nearest-free-slots.ts';
import { toBooking } from './render-booking.ts';

export interface HoldDeps extends CheckoutDeps {
  /** How many unpaid holds one account may have at a time. */
  readonly maxOpenHolds: number;
}

type Hold = UseCase<typeof procedure>;
type HoldInput = Parameters<Hold>[1];

async function hold(deps: HoldDeps, context: RequestContext, input: HoldInput): Promise<BookingViewRow> {
  const userId = context.actor.kind === 'user' ? context.actor.userId : null;
  const rows = await inOneStatement(
    deps,
    holdSlotStatement({
      ...input,
      userId,
      requestId: context.requestId,
      maxOpenHolds: deps.maxOpenHolds,
      idempotencyKey: context.idempotencyKey,
      requestHash: requestHash(input),
    }),
  );
  const row = rows[0];
  if (!row) throw new AppError('NOT_FOUND', { internal: 'the held booking is not visible' });
  return row;
}

const shareSearch = createSingleFlight<HoldDeps, SlotAlternative[]>();

/**
 * The nearest free times are the same for everybody who wanted this one: the losers of one slot share one search, so
 * that they do not starve other requests. A failed search never hides the refusal itself.
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

async function withAlternatives(
  deps: HoldDeps,
  context: RequestContext,
  input: HoldInput,
  refusal: AppError,
) {
  const alternatives = await alternativesFor(deps, context, input);
  return new AppError('SLOT_TAKEN', { details: { alternatives }, cause: refusal, internal: 'slot_taken' });
}

/** Keeps a free time for as long as the clinic says. Hot: one statement does every step of a use-case (ADR 0002). */
export function holdSlot(deps: HoldDeps): Hold {
  return async (context, input) => {
    const row = await hold(deps, context, input).catch(async (thrown: unknown) => {
      if (thrown instanceof AppError && thrown.code === 'SLOT_TAKEN') {
        throw await withAlternatives(deps, context, input, thrown);
      }
      throw thrown;
    });
    deps.nudge('feed');
    return { booking: toBooking(row), offer: await ensureProviderOrder(deps, context, row) };
  };
}
