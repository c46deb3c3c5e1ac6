import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '@holdfast/starter/stack/places';
import type { Eyes } from './phone-or-desk.ts';

/** As `apps/web/src/lib/screen/picture.ts` has it. */
interface Picture {
  readonly name: string;
  readonly by: string;
  readonly path: string;
  readonly ready: string;
}

/** The pictures that features declare beside their screens. */
async function declaredPictures(): Promise<readonly Picture[]> {
  const files = globSync('apps/web/src/features/*/*.pictures.ts', { cwd: repositoryRoot }).sort();
  const lists = await Promise.all(
    files.map(async (file) => {
      const { href } = pathToFileURL(join(repositoryRoot, file));
      const module: { readonly pictures: readonly Picture[] } = await import(href);
      return module.pictures;
    }),
  );
  return lists.flat();
}

/** Opens what one person can see by an address alone. */
export async function takeDeclared(
  by: string,
  eyes: Eyes,
  take: (screen: string) => Promise<void>,
): Promise<void> {
  const pictures = (await declaredPictures()).filter((picture) => picture.by === by);
  if (pictures.length === 0) throw new Error(`no screen declares a picture for ${by}`);
  for (const { name, path, ready } of pictures) {
    await eyes.open(path);
    await eyes.see(ready);
    await take(name);
  }
}
