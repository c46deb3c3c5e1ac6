/** The rooms that the files lie in; what every room is built with touches them all. */
export function touchedRooms(files: readonly string[]): string[] {
  if (files.some((file) => /^(tsconfig\.base\.json|vitest\.config\.ts|package-lock\.json)$/.test(file)))
    return ['apps/', 'packages/', 'tools/'];
  const rooms = files.flatMap((file) => /^((?:apps|packages)\/[^/]+\/|tools\/)/.exec(file)?.[1] ?? []);
  return [...new Set(rooms)].sort();
}
