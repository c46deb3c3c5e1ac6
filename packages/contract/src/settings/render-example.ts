import type { z } from 'zod';
import { factsOf } from './define-settings.ts';

export interface SettingSection {
  readonly title: string;
  readonly settings: Readonly<z.core.$ZodShape>;
}

function entry(name: string, schema: z.core.$ZodType): string {
  const facts = factsOf(name, schema);
  const rest = [
    facts.expected,
    ...(facts.preset === null ? [] : [`${facts.preset} unless given`]),
    ...(facts.example === undefined ? [] : [`for example ${facts.example}`]),
    ...(facts.isSecret ? ['secret'] : []),
  ];
  return `# ${facts.meaning}\n#   (${rest.join('; ')})\n${name}=\n`;
}

/** An env file with every user setting, its meaning and the expected form. */
export function renderExample(preamble: readonly string[], sections: readonly SettingSection[]): string {
  const head = preamble.map((line) => `# ${line}\n`).join('');
  const blocks = sections.map(({ title, settings }) => {
    const entries = Object.entries(settings).filter(([name, schema]) => !factsOf(name, schema).isInternal);
    return `\n# ── ${title}\n${entries.map(([name, schema]) => entry(name, schema)).join('')}`;
  });
  return head + blocks.join('');
}
