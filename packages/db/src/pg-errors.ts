export type StorageErrorKind =
  | 'unique'
  | 'exclusion'
  | 'foreign_key'
  | 'check'
  | 'not_null'
  | 'invalid_value'
  | 'forbidden'
  | 'rule'
  | 'deadlock'
  | 'serialization'
  | 'outdated_plan'
  | 'lock_timeout'
  | 'statement_timeout'
  | 'connection'
  | 'pool_exhausted';

interface StorageErrorFields {
  readonly sqlState?: string | undefined;
  readonly constraint?: string | undefined;
  readonly table?: string | undefined;
  readonly rule?: string | undefined;
  readonly cause: unknown;
}

/** A database failure by its meaning. Its message contains no value, as rows of another clinic must not leak. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly kind: StorageErrorKind;
  readonly sqlState: string | undefined;
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  /** Closed error code that our own SQL raised (its DETAIL), only for kind `rule`. */
  readonly rule: string | undefined;

  constructor(kind: StorageErrorKind, fields: StorageErrorFields) {
    super(
      `storage: ${kind}${fields.rule ? ` ${fields.rule}` : ''}${fields.constraint ? ` (${fields.constraint})` : ''}`,
      {
        cause: fields.cause,
      },
    );
    this.kind = kind;
    this.sqlState = fields.sqlState;
    this.constraint = fields.constraint;
    this.table = fields.table;
    this.rule = fields.rule;
  }

  /** True where running the same transaction again may succeed at once. */
  get isRetryable(): boolean {
    return this.kind === 'deadlock' || this.kind === 'serialization' || this.kind === 'outdated_plan';
  }
}

const kindBySqlState: Readonly<Record<string, StorageErrorKind>> = {
  '23505': 'unique',
  '23P01': 'exclusion',
  '23503': 'foreign_key',
  '23001': 'foreign_key',
  '23514': 'check',
  '23502': 'not_null',
  '42501': 'forbidden',
  '40P01': 'deadlock',
  '40001': 'serialization',
  '55P03': 'lock_timeout',
  '57014': 'statement_timeout',
  '25P03': 'statement_timeout',
  '25P04': 'statement_timeout',
  '53300': 'connection',
  '57P01': 'connection',
  '57P02': 'connection',
  '57P03': 'connection',
  '57P05': 'connection',
};

const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);

// pg and pg-pool raise these without a code; the texts are pinned by a test against the real library.
const poolExhaustedMessage = 'timeout exceeded when trying to connect';
const outdatedPlanMessage = 'cached plan must not change result type';
const connectionMessages = [
  'Connection terminated',
  'Client has encountered a connection error',
  'Cannot use a pool after calling end on the pool',
];

function kindOfState(sqlState: string, message: string): StorageErrorKind | undefined {
  // Of the class "feature not supported", a migration that changes a prepared statement's columns is the only one that passes.
  if (sqlState === '0A000') return message === outdatedPlanMessage ? 'outdated_plan' : undefined;
  const exact = kindBySqlState[sqlState];
  if (exact) return exact;
  if (sqlState.startsWith('HF')) return 'rule';
  if (sqlState.startsWith('08')) return 'connection';
  if (sqlState.startsWith('22')) return 'invalid_value';
  return undefined;
}

function kindOfUncoded(error: Error): StorageErrorKind | undefined {
  if (error.message === poolExhaustedMessage) return 'pool_exhausted';
  if (connectionMessages.some((text) => error.message.startsWith(text))) return 'connection';
  return undefined;
}

const textField = (source: object, name: string): string | undefined => {
  const value: unknown = Reflect.get(source, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** The typed form of a database error, or undefined when the error is not one that callers can act on. */
export function toStorageError(error: unknown): StorageError | undefined {
  if (error instanceof StorageError) return error;
  if (!(error instanceof Error)) return undefined;
  const code = textField(error, 'code');
  if (code === undefined) {
    const kind = kindOfUncoded(error);
    return kind && new StorageError(kind, { cause: error });
  }
  if (connectionCodes.has(code)) return new StorageError('connection', { cause: error });
  const kind = kindOfState(code, error.message);
  if (!kind) return undefined;
  return new StorageError(kind, {
    sqlState: code,
    constraint: textField(error, 'constraint'),
    table: textField(error, 'table'),
    rule: kind === 'rule' ? (textField(error, 'detail') ?? code) : undefined,
    cause: error,
  });
}
