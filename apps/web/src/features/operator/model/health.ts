import type { Health } from '../../../components/state-look/states-of.ts';

export interface PartHealth {
  readonly health: Health;
  /** Number of items that need an operator; zero unless the health is `attention`. */
  readonly count: number;
}

const unknown: PartHealth = { health: 'unknown', count: 0 };

function byCount(count: number): PartHealth {
  return count > 0 ? { health: 'attention', count } : { health: 'good', count: 0 };
}

type Counts = Readonly<Record<string, number>>;

export function webhookHealth(counts: Counts | undefined): PartHealth {
  return counts === undefined ? unknown : byCount((counts.retrying ?? 0) + (counts.dead ?? 0));
}

export function messageHealth(counts: Counts | undefined): PartHealth {
  return counts === undefined ? unknown : byCount((counts.unknown ?? 0) + (counts.failed ?? 0));
}

export function stuckHealth(counts: Counts | undefined): PartHealth {
  return counts === undefined
    ? unknown
    : byCount(Object.values(counts).reduce((sum, count) => sum + count, 0));
}

/** The worker checks every minute; a result older than five minutes is treated as unknown. */
export const invariantsOldAfterMinutes = 5;

export function isOlderThan(instant: string | null, minutes: number, nowMs: number): boolean {
  return instant === null || nowMs - Date.parse(instant) > minutes * 60_000;
}

export interface InvariantsReading {
  readonly checkedAt: string | null;
  readonly invariants: readonly { readonly violations: number }[];
}

export function invariantHealth(reading: InvariantsReading | undefined, nowMs: number): PartHealth {
  if (reading === undefined || reading.checkedAt === null) return unknown;
  const broken = reading.invariants.filter((one) => one.violations > 0).length;
  if (broken > 0) return { health: 'attention', count: broken };
  return isOlderThan(reading.checkedAt, invariantsOldAfterMinutes, nowMs)
    ? unknown
    : { health: 'good', count: 0 };
}

export interface WhatsappReading {
  readonly state: string;
}

/** Transient states need nobody; the others end only when an operator acts. */
const passing: readonly string[] = ['starting', 'loading', 'unresponsive'];

export function whatsappHealth(reading: WhatsappReading | undefined): PartHealth {
  if (reading === undefined || passing.includes(reading.state)) return unknown;
  return byCount(reading.state === 'ready' ? 0 : 1);
}

/** Health of the whole system: good only when every part is known to be good. */
export function overallHealth(parts: readonly PartHealth[]): PartHealth {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  if (count > 0) return { health: 'attention', count };
  return parts.every((part) => part.health === 'good') ? { health: 'good', count: 0 } : unknown;
}
