import type pg from 'pg';

export interface SqlCall {
  readonly text: string;
  readonly values: (given: Readonly<Record<string, unknown>>) => unknown[];
}

/**
 * A call by the argument names of this database: another commit's function may have more or fewer arguments. Null when
 * the function does not exist or requires an argument that the bench does not have.
 */
export async function sqlCall(
  pool: pg.Pool,
  name: string,
  known: readonly string[],
): Promise<SqlCall | null> {
  const { rows } = await pool.query<{ names: string[]; needed: number; given: number }>(
    `select proargnames as names, pronargs - pronargdefaults as needed, pronargs as given from pg_proc
     where proname = $1 and pronamespace = 'public'::regnamespace`,
    [name],
  );
  const [found, ...others] = rows;
  if (!found || others.length > 0) return null;
  const inputs = found.names.slice(0, found.given);
  if (inputs.slice(0, found.needed).some((argument) => !known.includes(argument))) return null;
  const used = inputs.filter((argument) => known.includes(argument));
  const list = used.map((argument, index) => `${argument} => $${index + 1}`).join(', ');
  return {
    text: `select called.* from ${name}(${list}) as called`,
    values: (given) => used.map((argument) => given[argument]),
  };
}
