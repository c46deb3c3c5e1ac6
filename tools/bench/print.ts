import type { RowResult } from './compare-trees.ts';
import type { Measured } from './load.ts';

const rate = (value: number): string => value.toFixed(0).padStart(6);
const times = ({ p50Ms, p95Ms, p99Ms }: Measured): string =>
  [p50Ms, p95Ms, p99Ms].map((value) => value.toFixed(1).padStart(6)).join(' ');
const signed = (share: number): string => `${share >= 1 ? '+' : ''}${((share - 1) * 100).toFixed(1)} %`;

export function comparisonTable(results: readonly RowResult[], allowedLoss: number): string {
  const head = `${'row'.padEnd(20)} ${'before/s'.padStart(8)}   p50    p95    p99 ms  ${'now/s'.padStart(6)}   p50    p95    p99 ms    ratio  noise   rounds from … to  verdict`;
  const lines = results.map(({ name, before, now, comparison }) => {
    const { ratio, noise, lowest, highest, verdict } = comparison;
    return [
      name.padEnd(20),
      rate(before.perSecond).padStart(8),
      times(before),
      '  ',
      rate(now.perSecond),
      times(now),
      signed(ratio).padStart(11),
      `±${(noise * 100).toFixed(1)} %`.padStart(7),
      `${signed(lowest)} … ${signed(highest)}`.padStart(20),
      ` ${verdict}`,
    ].join(' ');
  });
  const rule = `slower: more than ${(allowedLoss * 100).toFixed(0)} % beyond the noise. Noise: what two runs of the old version differ by, or what the rounds leave open`;
  return [head, ...lines, rule].join('\n');
}

export function rowLine(name: string, clients: number | string, measured: Measured): string {
  return `${name.padEnd(34)} ${String(clients).padStart(5)} clients ${rate(measured.perSecond)}/s   p50 p95 p99 ${times(measured)} ms`;
}

/** Absolute rates depend on the machine; only ratios compare across machines. */
export function ratioLines(best: ReadonlyMap<string, number>): string[] {
  const pairs = [
    ['hold over HTTP', 'hold_slot, direct'],
    ['hold_slot, direct', 'bare insert'],
    ['webhook, fresh', 'hold_slot, direct'],
    ['webhook, duplicate', 'bare insert'],
    ['booking read', 'bare insert'],
    ['check-in', 'hold over HTTP'],
  ] as const;
  return pairs.flatMap(([part, of]) => {
    const [one, other] = [best.get(part), best.get(of)];
    return one && other ? [`${`${part} / ${of}`.padEnd(62)} ${((one / other) * 100).toFixed(0)} %`] : [];
  });
}
