const longestText = 500;

/** The named parameters that are present, as text. Others are dropped without an error. */
export function searchText<Name extends string>(
  search: Record<string, unknown>,
  names: readonly Name[],
): { readonly [Each in Name]?: string } {
  const found: { [Each in Name]?: string } = {};
  for (const name of names) {
    const value = search[name];
    if (typeof value === 'number' || typeof value === 'boolean') found[name] = String(value);
    else if (typeof value === 'string' && value !== '') found[name] = value.slice(0, longestText);
  }
  return found;
}
