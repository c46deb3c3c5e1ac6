/** The rooms that contain the files; a file that every room is built with touches all of them. */
export function touchedRooms(files: readonly string[]): string[] {
  if (files.some((file) => /^(tsconfig\.base\.json|vitest\.config\.ts|package-lock\.json)$/.test(file)))
    return ['apps/', 'packages/', 'tools/'];
  const rooms = files.flatMap((file) => /^((?:apps|packages)\/[^/]+\/|tools\/)/.exec(file)?.[1] ?? []);
  return [...new Set(rooms)].sort();
}
