import { type Held, hold, makeHoldOverdue } from '@holdfast/testkit/booking-steps';
import { asUser } from '@holdfast/testkit/clinic-rig';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelAtDesk } from '../provider/sandbox-rig.ts';
import { type Act, acts, type Model, newModel } from './model-acts.ts';
import { createSequenceRig, type SequenceRig } from './sequence-rig.ts';

/**
 * Whatever payers, people at the provider, the desk, lost events and a failing provider do in any order: once everything has
 * come to rest, our books equal the provider's and every bill is explained.
 */

const runs = Number(process.env['HOLDFAST_MONEY_RUNS'] ?? 3);

/** Every round of the worker looks at what earlier runs have left open: a world of its own for so many runs keeps runs short. */
const runsPerWorld = 8;

let world: SequenceRig;
const newWorld = (): Promise<SequenceRig> =>
  createSequenceRig({
    surplusGraceSeconds: 0,
    wrongMoneySeconds: 0,
    captureGraceSeconds: 0,
    operationSlaSeconds: 86_400,
  });
beforeAll(async () => {
  world = await newWorld();
});
afterAll(() => world.close());

let visits = 0;
const minutes = ['00', '20', '40'];
/** A time of its own for every visit of every run. */
function newVisit(keepIfLate = false): Promise<Held> {
  visits += 1;
  const turn = Math.floor(visits / 50);
  const time = `${String(9 + (Math.floor(turn / 3) % 4)).padStart(2, '0')}:${minutes[turn % 3]}`;
  return hold(world.rig, { daysAhead: 1 + (visits % 50), time, keepIfLate });
}

/** What the desk, the clock and our own loops do; what happens at the provider is in model-acts.ts. */
async function perform(model: Model, act: Act): Promise<void> {
  const held = model.visits[act.visit % model.visits.length];
  if (!held) return;
  const { rig, razorpay } = world;
  if (act.kind === 'cancel') await cancelAtDesk(world, held);
  else if (act.kind === 'expire') {
    await makeHoldOverdue(rig, held.booking.id);
    await rig.worker.expireHolds();
  } else if (act.kind === 'permit')
    await rig.useCases.bookings.permitDeskPayment(asUser(rig.clinics.asha.staff.receptionist), {
      bookingId: held.booking.id,
    });
  else if (act.kind === 'deliver') await world.deliverEvents();
  else if (act.kind === 'lose') world.loseEvents();
  else if (act.kind === 'work') await world.work();
  else if (act.kind === 'sweep') await rig.worker.sweepAccounts();
  else if (act.kind === 'advance') razorpay.advance();
  else acts(world, model, held, act);
}

/** A provider, a desk or a person may refuse what the model tries: that is part of the life that it plays. */
async function tryAct(model: Model, act: Act): Promise<void> {
  try {
    await perform(model, act);
    model.done[act.kind] = (model.done[act.kind] ?? 0) + 1;
  } catch (thrown) {
    if (!(thrown instanceof Error) || thrown instanceof TypeError) throw thrown;
  }
}

const makeDue = async (): Promise<void> => {
  const { rig } = world;
  await rig.rows('update operations set next_at = app_now(), leased_until = null where next_at is not null');
  await rig.rows('update payments set next_poll_at = app_now() where next_poll_at is not null');
  await rig.rows(`update payment_webhooks set next_try_at = app_now() where state = 'retrying'`);
};

/** The provider answers again, and everybody does what is still due. */
async function comeToRest(): Promise<void> {
  const { rig, razorpay } = world;
  razorpay.misbehaviours.clear();
  for (let round = 0; round < 5; round += 1) {
    razorpay.advance();
    await world.deliverEvents();
    await makeDue();
    await rig.worker.sweepAccounts();
    await rig.worker.pollOrders();
    await world.work();
  }
}

/**
 * Bills whose money is neither what is owed nor nothing, with no item that says why. A part of the price may be here where the rest
 * is paid at the desk by permission, and while a hold runs: it is paid then, or goes back.
 */
const unexplained = `
select l.id, l.funds_minor::int as funds, bill_due_minor(l.clinic_id, l.id)::int as due
from bills l
where l.funds_minor <> 0 and l.funds_minor <> bill_due_minor(l.clinic_id, l.id)
  and not exists (select 1 from items i where i.bill_id = l.id and i.closed_at is null)
  and not (l.funds_minor between 1 and bill_due_minor(l.clinic_id, l.id) and exists (
    select 1 from bookings b where b.clinic_id = l.clinic_id and b.bill_id = l.id and (
      booking_is_unpaid(b.state) or booking_is_owed(b.state) and exists (
        select 1 from bill_covers c where c.clinic_id = b.clinic_id and c.booking_id = b.id))))`;

const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom(
    'pay',
    'pay',
    'payTwin',
    'move',
    'refund',
    'settle',
    'tellFee',
    'misbehave',
    'cancel',
    'expire',
    'permit',
    'deliver',
    'deliver',
    'lose',
    'work',
    'sweep',
    'advance',
  ),
  visit: fc.nat(3),
  pick: fc.nat(1_000),
});

test(`${runs} runs of anything that may happen end with equal books`, { timeout: 1_200_000 }, async () => {
  const done: Record<string, number> = {};
  let played = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 40 }), async (all) => {
      if (played > 0 && played % runsPerWorld === 0) {
        await world.close();
        world = await newWorld();
      }
      played += 1;
      const model = newModel([await newVisit(), await newVisit(true), await newVisit()], done);
      for (const one of all) await tryAct(model, one);
      await comeToRest();
      await world.expectEqualBooks();
      const { moneyPerPayment } = world.razorpay.ledger().totals;
      const known = await world.rig.rows<{ id: string }>(
        'select provider_payment_id as id from payment_attempts',
      );
      const ours = new Set(known.map(({ id }) => id));
      expect(Object.keys(moneyPerPayment).filter((id) => !ours.has(id))).toEqual([]);
      expect(await world.rig.rows(unexplained)).toEqual([]);
      await world.expectBoardGreen();
    }),
    { numRuns: runs, seed: Number(process.env['HOLDFAST_MONEY_SEED'] ?? 2026), endOnFailure: true },
  );
  process.stdout.write(`${JSON.stringify(done)}\n`);
});
