import { checkIn as command } from '@holdfast/contract/booking/booking.procedures';
import { AppError } from '@holdfast/contract/errors';
import { openCheckout } from '@holdfast/contract/payment/payment.procedures';
import { platformClinicId } from '@holdfast/db/repos/audit.repo';
import { hold } from '@holdfast/testkit/booking-steps';
import { asAnyone, asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { go, refuse, refuseAndKeep } from '../../src/decision.ts';
import { defineCommand } from '../../src/usecase/define-command.ts';
import { defineExchange } from '../../src/usecase/define-exchange.ts';
import { renderBooking } from '../../src/usecases/booking/render-booking.ts';
import { refusalOf } from '../outcomes.ts';

let rig: ClinicRig;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway(), maxOpenHolds: 500 });
});
afterAll(() => rig.close());

interface AuditRow {
  readonly clinic_id: string;
  readonly actor: string;
  readonly action: string;
  readonly subject_id: string;
}

const auditOf = (requestId: string) =>
  rig.rows<AuditRow>('select clinic_id, actor, action, subject_id from audit_log where request_id = $1', [
    requestId,
  ]);

const desk = (requestId: string) => asUser(rig.clinics.asha.staff.receptionist, { requestId });
const patient = (requestId: string) => asUser(rig.clinics.patient.userId, { requestId });

let slots = 0;
const newHold = () => {
  slots += 1;
  return hold(rig, { daysAhead: slots });
};

describe('a command of an account', () => {
  test('is audited under the platform, with the system actor and the account as subject', async () => {
    const { email, userId } = rig.clinics.patient;
    const context = { ...asAnyone(), requestId: 'definitions-login' };
    await rig.useCases.auth.login(context, { email, password: rig.clinics.password });
    expect(await auditOf('definitions-login')).toEqual([
      { clinic_id: platformClinicId, actor: 'system:auth', action: 'auth.login', subject_id: userId },
    ]);
  });

  test('that is rejected writes no audit row', async () => {
    const context = { ...asAnyone(), requestId: 'definitions-wrong' };
    const login = rig.useCases.auth.login(context, { email: rig.clinics.patient.email, password: 'wrong' });
    expect(await refusalOf(login)).toBe('INVALID_CREDENTIALS');
    expect(await auditOf('definitions-wrong')).toEqual([]);
  });
});

/** A command on a booking with a scripted decision; `marks` records what it wrote or stored. */
function marking(decision: 'go' | 'refuse' | 'refuse and keep') {
  const mark = async (id: string) => {
    marks.push(id);
  };
  const marks: string[] = [];
  const useCase = defineCommand({
    procedure: command,
    place: (input) => ({ subject: 'booking', subjectId: input.bookingId }),
    subjectOf: (input) => input.bookingId,
    versionOf: () => 1,
    load: async ({ input }) => ({ id: input.bookingId }),
    decide: (row) => {
      if (decision === 'go') return go(row.id);
      return decision === 'refuse'
        ? refuse('STATE_CONFLICT', 'planted')
        : refuseAndKeep('STATE_CONFLICT', 'planted', row.id);
    },
    write: async (_step, _row, id) => {
      await mark(id);
      return true as const;
    },
    keep: (_step, _row, id) => mark(id),
    render: renderBooking,
  })({ ...rig.deps, reviewBill: async () => undefined });
  return { useCase, marks };
}

describe('a command', () => {
  test('audits what it has written', async () => {
    const { booking } = await newHold();
    const { useCase, marks } = marking('go');
    await useCase(desk('definitions-go'), { bookingId: booking.id });
    expect(marks).toEqual([booking.id]);
    expect((await auditOf('definitions-go')).map(({ action }) => action)).toEqual(['bookings.checkIn']);
  });

  test('that rejects stores only what its rejection must store, and audits nothing', async () => {
    const { booking } = await newHold();
    const [plain, traced] = [marking('refuse'), marking('refuse and keep')];
    for (const { useCase } of [plain, traced]) {
      const call = useCase(desk('definitions-refuse'), { bookingId: booking.id });
      expect(await refusalOf(call)).toBe('STATE_CONFLICT');
    }
    expect([plain.marks, traced.marks]).toEqual([[], [booking.id]]);
    expect(await auditOf('definitions-refuse')).toEqual([]);
  });

  test('whose input takes a version must declare where the version is', () => {
    const spec = {
      procedure: command,
      place: () => null,
      load: async () => undefined,
      decide: () => refuse('STATE_CONFLICT', 'never'),
      write: async () => true as const,
    };
    expect(() => defineCommand(spec)).toThrow('belong together');
  });
});

/** A checkout with scripted call and apply; `steps` records the order in which they ran. */
function exchange(fails: 'never' | 'in the call' | 'in apply') {
  const steps: string[] = [];
  const down = new AppError('PROVIDER_UNAVAILABLE', { internal: 'planted' });
  const useCase = defineExchange({
    procedure: openCheckout,
    place: (input) => ({ subject: 'bill', subjectId: input.billId }),
    prepare: async (_tx, input) => {
      steps.push('prepare');
      return input.billId;
    },
    call: async () => {
      steps.push('call');
      if (fails === 'in the call') throw down;
      return { kind: 'apply' as const, answer: null };
    },
    apply: async (_tx, billId) => {
      steps.push('apply');
      if (fails === 'in apply') throw down;
      return { output: null, audited: { clinicId: rig.clinics.asha.id, subjectId: billId } };
    },
    answer: () => ({ checkout: null, retryAfterSeconds: null }),
  })(rig.deps);
  return { useCase, steps };
}

describe('an exchange', () => {
  test('prepares, calls and applies in this order, and audits in the second transaction', async () => {
    const { billId } = (await newHold()).booking;
    const { useCase, steps } = exchange('never');
    await useCase(patient('definitions-exchange'), { billId });
    expect(steps).toEqual(['prepare', 'call', 'apply']);
    const [row] = await auditOf('definitions-exchange');
    expect(row).toMatchObject({ action: 'bills.checkout', subject_id: billId });
  });

  test.each(['in the call', 'in apply'] as const)('that fails %s writes no audit row', async (fails) => {
    const { billId } = (await newHold()).booking;
    const { useCase } = exchange(fails);
    const requestId = `definitions-fails ${fails}`;
    expect(await refusalOf(useCase(patient(requestId), { billId }))).toBe('PROVIDER_UNAVAILABLE');
    expect(await auditOf(requestId)).toEqual([]);
  });

  test('of another account ends before anything is called', async () => {
    const { billId } = (await newHold()).booking;
    const { useCase, steps } = exchange('never');
    const otherPatient = asUser(rig.clinics.otherPatient.userId);
    expect(await refusalOf(useCase(otherPatient, { billId }))).toBe('NOT_FOUND');
    expect(steps).toEqual([]);
  });
});
