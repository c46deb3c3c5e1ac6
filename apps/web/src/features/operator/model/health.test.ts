import { describe, expect, it } from 'vitest';
import { lookOf, statesOfMachine } from '../../../components/state-look/state-looks.ts';
import {
  invariantHealth,
  messageHealth,
  overallHealth,
  stuckHealth,
  webhookHealth,
  whatsappHealth,
} from './health.ts';

const now = Date.parse('2026-11-23T05:00:00.000Z');
const ago = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();

describe('health', () => {
  it('is unknown, never good, while a part could not be read', () => {
    expect(webhookHealth(undefined).health).toBe('unknown');
    expect(messageHealth(undefined).health).toBe('unknown');
    expect(stuckHealth(undefined).health).toBe('unknown');
    expect(invariantHealth(undefined, now).health).toBe('unknown');
    expect(whatsappHealth(undefined).health).toBe('unknown');
  });

  it('counts what needs an operator and nothing else', () => {
    expect(webhookHealth({ applied: 900, ignored: 4, retrying: 2, dead: 1 })).toEqual({
      health: 'attention',
      count: 3,
    });
    expect(webhookHealth({ applied: 900 })).toEqual({ health: 'good', count: 0 });
    expect(messageHealth({ queued: 5, unknown: 1, failed: 1, delivered: 70 })).toEqual({
      health: 'attention',
      count: 2,
    });
    expect(stuckHealth({})).toEqual({ health: 'good', count: 0 });
    expect(stuckHealth({ refund_failed: 2, refund_unknown: 1 })).toEqual({ health: 'attention', count: 3 });
  });

  it('does not call invariants good that were checked too long ago, or never', () => {
    const invariants = [{ violations: 0 }, { violations: 0 }];
    expect(invariantHealth({ checkedAt: ago(1), invariants }, now).health).toBe('good');
    expect(invariantHealth({ checkedAt: ago(6), invariants }, now).health).toBe('unknown');
    expect(invariantHealth({ checkedAt: null, invariants: [] }, now).health).toBe('unknown');
    expect(invariantHealth({ checkedAt: ago(6), invariants: [{ violations: 3 }] }, now)).toEqual({
      health: 'attention',
      count: 1,
    });
  });

  it('asks for an operator in each WhatsApp state that does not end by itself', () => {
    const of = (state: string) => whatsappHealth({ state }).health;
    expect(
      ['qr', 'logged_out', 'conflict', 'unsupported', 'paused', 'stopped'].map((state) => of(state)),
    ).toEqual(Array(6).fill('attention'));
    expect([of('starting'), of('loading'), of('unresponsive')]).toEqual(['unknown', 'unknown', 'unknown']);
    expect(of('ready')).toBe('good');
  });

  it('looks on a badge of the WhatsApp account as it does in the overview', () => {
    for (const state of statesOfMachine('whatsapp')) {
      expect(lookOf('whatsapp', state), state).toEqual(lookOf('health', whatsappHealth({ state }).health));
    }
  });

  it('is good as a whole only when every part is known to be good', () => {
    const good = { health: 'good', count: 0 } as const;
    const unknown = { health: 'unknown', count: 0 } as const;
    expect(overallHealth([good, good]).health).toBe('good');
    expect(overallHealth([good, unknown]).health).toBe('unknown');
    expect(overallHealth([unknown, { health: 'attention', count: 2 }, good])).toEqual({
      health: 'attention',
      count: 2,
    });
  });
});
