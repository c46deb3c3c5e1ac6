import { describe, expect, it } from 'vitest';
import { compare, medianInterval, type Round } from './verdict.ts';

/** The same noise in every test: reproducible, and larger than the allowed loss. */
const wobble = [0.93, 1.08, 0.98, 1.02, 1.05, 0.96, 1.01, 0.99, 1.03, 0.97, 1.0, 1.04];

function rounds(count: number, nowRate: number, width = 1): Round[] {
  const at = (index: number) => 1 + ((wobble[index % wobble.length] ?? 1) - 1) * width;
  return Array.from({ length: count }, (_, index) => ({
    before: 1_000 * at(index),
    now: nowRate * at(index + 5),
    control: 1_000 * at(index + 3),
  }));
}

describe('the verdict on a row', () => {
  it('calls a version slower when it loses a fifth', () => {
    expect(compare(rounds(9, 800), 0.05).verdict).toBe('slower');
  });

  it('passes equal versions', () => {
    const { ratio, verdict } = compare(rounds(24, 1_000), 0.05);
    expect(ratio).toBeCloseTo(1, 1);
    expect(verdict).toBe('ok');
  });

  it('passes a loss within the allowance', () => {
    expect(compare(rounds(24, 970, 0.2), 0.05).verdict).toBe('ok');
  });

  it('passes a faster version on any noisy machine', () => {
    expect(compare(rounds(12, 2_000, 4), 0.05).verdict).toBe('ok');
  });

  it('gives no verdict after too few rounds, not even at half the speed', () => {
    expect(compare(rounds(5, 500), 0.05).verdict).toBe('too noisy');
  });

  it('gives no verdict on a loss smaller than the noise', () => {
    expect(compare(rounds(12, 930, 4), 0.05).verdict).toBe('too noisy');
  });

  it('does not blame the new version for a difference between two runs of the old one', () => {
    const unlucky = rounds(12, 850).map((round) => ({ ...round, control: round.control * 0.8 }));
    expect(compare(unlucky, 0.05).verdict).toBe('too noisy');
  });

  it('does not call a version slower because of one bad round', () => {
    const spoiled = rounds(24, 1_000).map((round, index) => (index === 4 ? { ...round, now: 100 } : round));
    expect(compare(spoiled, 0.05).verdict).toBe('ok');
  });
});

describe('the interval of a median', () => {
  it('is the whole range of six values and drops one at each end of nine', () => {
    expect(medianInterval([6, 1, 5, 2, 4, 3])).toEqual([1, 6]);
    expect(medianInterval([9, 1, 8, 2, 7, 3, 6, 4, 5])).toEqual([2, 8]);
  });

  it('does not exist for five', () => expect(medianInterval([1, 2, 3, 4, 5])).toBeNull());
});
