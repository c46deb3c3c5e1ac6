import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A workspace: `packages/contract`, `apps/api`. */
export type Room = `${'packages' | 'apps'}/${string}`;

/** Folders outside the rooms: tools for developers, and tests of the whole system. No room imports them. */
export const outsideRooms = ['tools', 'e2e'] as const;

/** The rooms are the folders on disk, so that a new one cannot be forgotten. */
export function roomsOf(root: string): Room[] {
  return (['packages', 'apps'] as const).flatMap((kind) => {
    const folder = join(root, kind);
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry): Room => `${kind}/${entry.name}`)
      .sort();
  });
}
