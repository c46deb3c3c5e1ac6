import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { MigrationError } from '../migration-error.ts';
import { splitStatements } from './split-statements.ts';

export type LivingKind = 'function' | 'view' | 'rows' | 'trigger' | 'policy' | 'row security' | 'grants';

/** One object that the files define. */
export interface LivingObject {
  readonly kind: LivingKind;
  /** Kind and name, with the table where the name is the table's: `policy own on bookings`. */
  readonly identity: string;
  readonly name: string;
  /** The table that a trigger, a policy, row security or rows belong to. */
  readonly table: string | null;
  readonly statements: readonly string[];
  readonly sourceHash: string;
  /** Written in a file whose number begins with 1: needs no table, and indexes and CHECKs may name it. */
  readonly isWord: boolean;
}

export interface LivingSql {
  readonly hash: string;
  readonly objects: readonly LivingObject[];
}

export const livingSqlDirectory = fileURLToPath(new URL('../../sql/', import.meta.url));

const name = String.raw`(?:public\.)?([a-z_]\w*)`;
const patterns: readonly { readonly kind: LivingKind; readonly form: RegExp; readonly hasTable: boolean }[] =
  [
    {
      kind: 'function',
      form: new RegExp(String.raw`^create\s+(?:or\s+replace\s+)?function\s+${name}\s*\(`, 'i'),
      hasTable: false,
    },
    {
      kind: 'view',
      form: new RegExp(String.raw`^create\s+(?:or\s+replace\s+)?view\s+${name}\s`, 'i'),
      hasTable: false,
    },
    {
      kind: 'trigger',
      form: new RegExp(
        String.raw`^create\s+(?:or\s+replace\s+)?(?:constraint\s+)?trigger\s+([a-z_]\w*)\s[\s\S]*?\son\s+${name}`,
        'i',
      ),
      hasTable: true,
    },
    {
      kind: 'policy',
      form: new RegExp(String.raw`^create\s+policy\s+([a-z_]\w*)\s+on\s+${name}`, 'i'),
      hasTable: true,
    },
  ];
const rowSecurity = new RegExp(
  String.raw`^alter\s+table\s+${name}\s+enable\s+row\s+level\s+security\s*(,\s*force\s+row\s+level\s+security)?$`,
  'i',
);
const rows = new RegExp(String.raw`^insert\s+into\s+${name}\s*\(`, 'i');
const grants = /^(grant|revoke)\s/i;

type Recognised = Pick<LivingObject, 'kind' | 'identity' | 'name' | 'table'>;

function recognise(statement: string): Recognised | null {
  for (const { kind, form, hasTable } of patterns) {
    const match = form.exec(statement);
    if (!match?.[1]) continue;
    const table = hasTable ? (match[2] ?? null) : null;
    const identity = table === null ? `${kind} ${match[1]}` : `${kind} ${match[1]} on ${table}`;
    return { kind, identity, name: match[1], table };
  }
  const ofTable = (kind: LivingKind, table: string): Recognised => ({
    kind,
    identity: `${kind} of ${table}`,
    name: table,
    table,
  });
  const secured = rowSecurity.exec(statement)?.[1];
  if (secured) return ofTable('row security', secured);
  const filled = rows.exec(statement)?.[1];
  if (filled) return ofTable('rows', filled);
  return grants.test(statement) ? { kind: 'grants', identity: 'grants', name: 'grants', table: null } : null;
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

interface SqlFile {
  readonly name: string;
  readonly sql: string;
}

/** Every .sql file below the directory, in the order of its path; CRLF line ends make no difference. */
export function readSqlFiles(directory: string): SqlFile[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({
      name: file,
      sql: readFileSync(path.join(directory, file), 'utf8').replaceAll('\r\n', '\n'),
    }));
}

export function hashSqlFiles(files: readonly SqlFile[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file.name}\0${file.sql.length}\0${file.sql}\0`);
  return hash.digest('hex');
}

function objectsOf(file: SqlFile): LivingObject[] {
  return splitStatements(file.sql).map((statement) => {
    const recognised = recognise(statement);
    if (recognised === null) {
      throw new MigrationError(
        `sql/${file.name} holds a statement that is no function, view, trigger, policy, row security, grant or ` +
          `insert of words: ${statement.slice(0, 80)}`,
        { code: 'bad_layout' },
      );
    }
    return {
      ...recognised,
      statements: [statement],
      sourceHash: hashOf(statement),
      isWord: recognised.kind === 'function' && file.name.startsWith('1'),
    };
  });
}

/** Grants are one object: what a role may do is the sum of all of them. */
function joinGrants(objects: readonly LivingObject[]): LivingObject[] {
  const parts = objects.filter(({ kind }) => kind === 'grants');
  const [first] = parts;
  if (!first) return [...objects];
  const statements = parts.flatMap((part) => part.statements);
  const joined = { ...first, statements, sourceHash: hashOf(statements.join(';\n')) };
  return [...objects.filter(({ kind }) => kind !== 'grants'), joined];
}

/** The living SQL of the files, in the order in which it can be created from nothing. */
export function readLivingSql(directory: string = livingSqlDirectory): LivingSql {
  const files = readSqlFiles(directory);
  const objects = joinGrants(files.flatMap(objectsOf));
  const seen = new Set<string>();
  for (const { identity } of objects) {
    if (seen.has(identity)) {
      throw new MigrationError(
        `the living SQL defines ${identity} twice (two functions of one name would be ambiguous)`,
        { code: 'bad_layout' },
      );
    }
    seen.add(identity);
  }
  return { hash: hashSqlFiles(files), objects };
}
