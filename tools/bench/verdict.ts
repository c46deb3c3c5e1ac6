/** One round of one row: the two runs of the old version measure the noise of a ratio. */
export interface Round {
  readonly before: number;
  readonly now: number;
  readonly control: number;
}

export interface Comparison {
  /** Ratio of operations per second, new to old: the median over the rounds. Below 1 is slower. */
  readonly ratio: number;
  readonly lowest: number;
  readonly highest: number;
  /** Noise of the ratio, in both directions. */
  readonly noise: number;
  readonly verdict: 'ok' | 'slower' | 'too noisy';
}

/** Share of its rate that a row may lose from one version to the next. */
export const lossOfVersion = 0.05;

/** And from a hundredth of the rows to all of them: no call takes more than 1.2 times as long. */
export const lossOfGrowth = 1 - 1 / 1.2;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** Probability that `n` fair coins show fewer than `k` heads. */
function chanceBelow(k: number, n: number): number {
  let ways = 1;
  let sum = 0;
  for (let heads = 0; heads < k; heads += 1) {
    sum += ways;
    ways = (ways * (n - heads)) / (heads + 1);
  }
  return sum / 2 ** n;
}

/** Interval that contains the true median in at least 95 of 100 runs, for any distribution; null: too few values. */
export function medianInterval(values: readonly number[]): readonly [low: number, high: number] | null {
  const sorted = values.toSorted((a, b) => a - b);
  let rank = 0;
  while (chanceBelow(rank + 1, sorted.length) <= 0.025) rank += 1;
  const low = sorted[rank - 1];
  const high = sorted[sorted.length - rank];
  return rank === 0 || low === undefined || high === undefined ? null : [low, high];
}

/**
 * The old version runs twice in each round. The difference between its two runs is noise, which limits what a difference
 * between old and new can mean: noise is the larger of the control's bias and the uncertainty of the median.
 */
export function compare(rounds: readonly Round[], allowedLoss: number): Comparison {
  const ratios = rounds.map(({ before, now, control }) => now / Math.sqrt(before * control));
  const ratio = median(ratios);
  const lowest = Math.min(...ratios);
  const highest = Math.max(...ratios);
  const interval = medianInterval(ratios);
  if (!interval) return { ratio, lowest, highest, noise: highest - lowest, verdict: 'too noisy' };
  const bias = Math.abs(1 - median(rounds.map(({ before, control }) => control / before)));
  const noise = Math.max(bias, ratio - interval[0], interval[1] - ratio);
  const slowest = 1 - allowedLoss;
  const isClear = noise <= allowedLoss || ratio - noise >= slowest;
  const verdict = ratio + noise < slowest ? 'slower' : isClear ? 'ok' : 'too noisy';
  return { ratio, lowest, highest, noise, verdict };
}
