export type MigrationErrorCode =
  | 'bad_layout'
  | 'changed_migration'
  | 'database_ahead'
  | 'out_of_order'
  | 'not_direct'
  | 'failed_migration'
  | 'failed_sql';

export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  readonly code: MigrationErrorCode;

  constructor(message: string, options: { code: MigrationErrorCode; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.code = options.code;
  }
}

export function sqlStateOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : undefined;
}

export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const where: unknown = Reflect.get(error, 'where');
  return typeof where === 'string' ? `${error.message} (${where})` : error.message;
}

/** Names what failed; the SQLSTATE stays with the cause. */
export async function naming<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MigrationError) throw error;
    throw new MigrationError(
      `the living SQL failed at ${what}, nothing of it was kept: ${describeError(error)}`,
      { code: 'failed_sql', cause: error },
    );
  }
}
