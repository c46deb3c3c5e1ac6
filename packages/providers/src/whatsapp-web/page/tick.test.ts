import { describe, expect, test } from 'vitest';
import { readTick } from './tick.ts';

const shown = (tickLabel: string | null, tickIcon: string | null, failed = false) => ({
  tickLabel,
  tickIcon,
  failed,
});

describe('reading ticks', () => {
  test.each([
    [' Pending ', 'pending'],
    [' Sent ', 'sent'],
    ['Delivered', 'delivered'],
    [' READ ', 'read'],
    ['Entregado', 'delivered'],
    ['Leído', 'read'],
  ])('the label %j says %s', (label, tick) => {
    expect(readTick(shown(label, 'msg-time'))).toBe(tick);
  });

  test('the label wins over an icon whose name says something else', () => {
    expect(readTick(shown(' Sent ', 'wds-ic-delivered'))).toBe('sent');
  });

  test('of a new icon without a label only "sent" is believed, except that a clock is a clock', () => {
    expect(readTick(shown(null, 'wds-ic-read'))).toBe('sent');
    expect(readTick(shown(null, 'wds-ic-pending'))).toBe('pending');
  });

  test('the old icons mean what they say', () => {
    expect(readTick(shown(null, 'msg-dblcheck'))).toBe('delivered');
    expect(readTick(shown(null, 'msg-dblcheck-ack'))).toBe('read');
  });

  test('a failure wins over everything; nothing readable is not a proof', () => {
    expect(readTick(shown(' Read ', 'msg-dblcheck-ack', true))).toBe('failed');
    expect(readTick(shown(null, null))).toBe('pending');
    expect(readTick(shown('quelque chose', 'unknown'))).toBe('pending');
  });
});
