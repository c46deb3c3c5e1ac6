import { describe, expect, it } from 'vitest';
import { patientMe } from '../../testing/fake-data.ts';
import { homeOf, safeNext } from './where-next.ts';

describe('the address after a log-in', () => {
  it('stays inside this site', () => {
    expect(safeNext('/clinics/asha/book?at=1')).toBe('/clinics/asha/book?at=1');
    for (const bad of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      '',
    ]) {
      expect(safeNext(bad)).toBeNull();
    }
    expect(safeNext(undefined)).toBeNull();
  });

  it('does not lead to the log-in again', () => {
    expect(safeNext('/login?next=/login')).toBeNull();
  });

  it('is the board for staff, operations for operators and the clinics for patients', () => {
    const clinicId =
      '01900001-0000-7000-8000-000000000001' as (typeof patientMe)['memberships'][number]['clinicId'];
    const staff = {
      ...patientMe,
      memberships: [
        {
          clinicId,
          clinicName: 'Asha',
          role: 'receptionist' as const,
          capabilities: ['bookings.read' as const],
        },
      ],
    };
    expect(homeOf(staff)).toBe('/board');
    expect(homeOf({ ...patientMe, isOperator: true })).toBe('/ops');
    expect(homeOf(patientMe)).toBe('/');
  });
});
