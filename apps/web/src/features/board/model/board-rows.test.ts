import { describe, expect, it } from 'vitest';
import { fakeVisit } from '../../../testing/fake-board.ts';
import { fakeId } from '../../../testing/fake-data.ts';
import { firstDueRow, noFilter, phoneParts, stateCounts, toggleState, visibleRows } from './board-rows.ts';

const names = (rows: readonly { patientName: string }[]): string[] => rows.map((row) => row.patientName);

const day = [
  fakeVisit(1, { patientName: 'José García', startsAt: '2026-11-23T06:00:00.000Z' }),
  fakeVisit(2, { patientName: 'आशा शर्मा', state: 'checked_in', patientPhone: '+919900077777' }),
  fakeVisit(3, { patientName: 'Garima Rao', state: 'held', doctorId: fakeId(3, 2) }),
];

describe('visible rows', () => {
  it('are sorted by time, then by name', () => {
    expect(names(visibleRows(day, noFilter))).toEqual(['Garima Rao', 'आशा शर्मा', 'José García']);
  });

  it('are found by a part of the name without its accents and in any case', () => {
    expect(names(visibleRows(day, { ...noFilter, search: 'GARCIA jose' }))).toEqual(['José García']);
    expect(names(visibleRows(day, { ...noFilter, search: 'शर्मा' }))).toEqual(['आशा शर्मा']);
  });

  it('are found by the last digits of the phone, however they are written', () => {
    expect(names(visibleRows(day, { ...noFilter, search: '77777' }))).toEqual(['आशा शर्मा']);
    expect(names(visibleRows(day, { ...noFilter, search: '99000-77' }))).toEqual(['आशा शर्मा']);
  });

  it('are narrowed by doctor and by several states at once', () => {
    expect(names(visibleRows(day, { ...noFilter, doctorId: fakeId(3, 2) }))).toEqual(['Garima Rao']);
    expect(names(visibleRows(day, { ...noFilter, states: ['held', 'checked_in'] }))).toEqual([
      'Garima Rao',
      'आशा शर्मा',
    ]);
  });
});

describe('counters', () => {
  it('count by state in the order of a visit, within doctor and search but not within the states chosen', () => {
    expect(stateCounts(day, { ...noFilter, states: ['held'] })).toEqual([
      { state: 'held', count: 1 },
      { state: 'confirmed', count: 1 },
      { state: 'checked_in', count: 1 },
    ]);
    expect(stateCounts(day, { ...noFilter, search: 'gar' })).toEqual([
      { state: 'held', count: 1 },
      { state: 'confirmed', count: 1 },
    ]);
  });

  it('keep a state that is filtered on even when nothing is left in it', () => {
    expect(stateCounts([], { ...noFilter, states: ['no_show'] })).toEqual([{ state: 'no_show', count: 0 }]);
  });

  it('switch a state on and off', () => {
    expect(toggleState(['held'], 'confirmed')).toEqual(['held', 'confirmed']);
    expect(toggleState(['held', 'confirmed'], 'held')).toEqual(['confirmed']);
  });
});

describe('a row', () => {
  it('shows the last four digits of the phone separately', () => {
    expect(phoneParts('+919812341234')).toEqual({ lead: '+91981234', tail: '1234' });
    expect(phoneParts('123')).toEqual({ lead: '', tail: '123' });
  });

  it('is found by the reference that the patient reads out', () => {
    const [one, other] = [fakeVisit(1), fakeVisit(2)];
    const found = visibleRows([one, other], { ...noFilter, search: other.reference.toLowerCase() });
    expect(found.map(({ id }) => id)).toEqual([other.id]);
  });

  it('is due first when it is the earliest that has not ended', () => {
    const rows = visibleRows(
      [
        fakeVisit(1, { state: 'completed' }),
        fakeVisit(2, { startsAt: '2026-11-23T05:00:00.000Z', endsAt: '2026-11-23T05:20:00.000Z' }),
        fakeVisit(3, { startsAt: '2026-11-23T07:00:00.000Z', endsAt: '2026-11-23T07:20:00.000Z' }),
      ],
      noFilter,
    );
    expect(firstDueRow(rows, Date.parse('2026-11-23T06:00:00.000Z'))?.id).toBe(fakeId(2, 3));
    expect(firstDueRow(rows, Date.parse('2026-11-23T09:00:00.000Z'))?.id).toBe(fakeId(2, 3));
    expect(firstDueRow([], 0)).toBeNull();
  });
});
