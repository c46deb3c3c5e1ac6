import { describe, expect, it } from 'vitest';
import {
  addDays,
  dateInZone,
  formatAgo,
  formatCountdown,
  formatDayTime,
  formatLongDay,
  formatTime,
  zoneName,
  zonesDiffer,
} from './format-time.ts';

const at = '2026-11-24T05:00:00.000Z';
const kolkata = 'Asia/Kolkata';
const plain = (text: string): string => text.replaceAll(/[\u202f\u00a0]/g, ' ');

describe('a time of a visit', () => {
  it('is shown in the time zone of the clinic with its weekday, in each language', () => {
    expect(plain(formatDayTime(at, 'en', kolkata))).toBe('Tue, 24 Nov, 10:30 am');
    expect(plain(formatDayTime(at, 'es', 'America/Mexico_City'))).toBe('lun 23 de nov, 11:00 p.m.');
    expect(formatLongDay(at, 'hi', kolkata)).toContain('मंगलवार');
    expect(plain(formatTime(at, 'en', 'America/Mexico_City'))).toBe('11:00 pm');
  });

  it('names the zone only when the clock of the viewer shows another time', () => {
    expect(zonesDiffer(at, kolkata, 'Europe/Madrid')).toBe(true);
    expect(zonesDiffer(at, kolkata, 'Asia/Colombo')).toBe(false);
    expect(zoneName(at, 'en', kolkata)).toBe('India Standard Time');
    expect(zoneName(at, 'es', kolkata)).toMatch(/India/);
    expect(zoneName(at, 'en', 'America/Mexico_City')).toBe('Mexico City Time');
  });

  it('compares clocks at that instant, because some zones agree only for part of the year', () => {
    expect(zonesDiffer('2026-01-15T12:00:00Z', 'Europe/London', 'Africa/Abidjan')).toBe(false);
    expect(zonesDiffer('2026-07-15T12:00:00Z', 'Europe/London', 'Africa/Abidjan')).toBe(true);
  });
});

describe('a calendar date', () => {
  it('is the date of the clinic, not of the viewer', () => {
    expect(dateInZone(Date.parse('2026-11-23T20:00:00Z'), kolkata)).toBe('2026-11-24');
    expect(dateInZone(Date.parse('2026-11-24T04:00:00Z'), 'America/Mexico_City')).toBe('2026-11-23');
  });

  it('handles ends of months, leap days and daylight-saving changes', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2026-03-29', 1)).toBe('2026-03-30');
    expect(addDays('2026-11-24', -24)).toBe('2026-10-31');
  });
});

describe('what is left and what has passed', () => {
  it('counts down in minutes and seconds and never below zero', () => {
    expect(formatCountdown(545_000)).toBe('9:05');
    expect(formatCountdown(999)).toBe('0:01');
    expect(formatCountdown(-5)).toBe('0:00');
  });

  it('uses the largest fitting unit', () => {
    expect(formatAgo(0, 20_000, 'en')).toBe('20 seconds ago');
    expect(formatAgo(0, 3 * 3_600_000, 'en')).toBe('3 hours ago');
    expect(formatAgo(86_400_000, 0, 'es')).toBe('mañana');
  });
});
