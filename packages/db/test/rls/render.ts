import type { Cells, Target } from './probe.ts';
import { actors, cellKey } from './probe.ts';

const legend = [
  '# Who may do what, on which row. S select, I insert, U update, D delete, - nothing; an actor that is not listed',
  '# may do nothing. Small letter: the rights would allow it, a trigger refuses. `own` is the row of the patient who',
  '# asks, `home` the clinic where the staff work. Checked against a real PostgreSQL; change it by intent, line by line.',
].join('\n');

/** One block per table: a column per row of the world, a line per group of actors with the same rights. */
export function renderMatrix(targets: readonly Target[], cells: Cells): string {
  const tables = [...new Set(targets.map((target) => target.table))];
  return `${legend}\n\n${tables.map((table) => renderTable(table, targets, cells)).join('\n\n')}\n`;
}

function renderTable(table: string, targets: readonly Target[], cells: Cells): string {
  const own = targets.filter((target) => target.table === table && !target.isBlind);
  const groups = new Map<string, string[]>();
  for (const actor of actors) {
    const letters = own.map((target) => cells[cellKey(actor, target)] ?? '?');
    if (letters.every((text) => text === '-')) continue;
    const row = columns(letters, own);
    groups.set(row, [...(groups.get(row) ?? []), actor.name]);
  }
  const head = `${columns(
    own.map((target) => target.label),
    own,
  )}  ## ${table}`;
  return [head, ...[...groups].map(([row, names]) => `${row}  ${names.join(', ')}`)].join('\n');
}

function columns(texts: readonly string[], targets: readonly Target[]): string {
  return texts.map((text, index) => text.padEnd(Math.max(targets[index]?.label.length ?? 0, 4))).join('  ');
}
