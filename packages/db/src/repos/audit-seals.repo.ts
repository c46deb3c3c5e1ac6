import { sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';

export interface AuditRow {
  readonly clinicId: string;
  readonly id: number;
  /** Instants as PostgreSQL writes them in UTC with microseconds: a Date would lose the last three digits. */
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subjectId: string;
  readonly requestId: string | null;
  readonly reason: string | null;
  readonly details: unknown;
}

const columns = sql`a.clinic_id as "clinicId", a.id,
  to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, a.actor, a.action, a.subject_id as "subjectId",
  a.request_id as "requestId", a.reason, a.details`;

/** Clinics that have unsealed rows, longest waiting first. */
export async function clinicsToSeal(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ clinicId: string }>`
    select a.clinic_id as "clinicId" from audit_log a
    where not exists (select 1 from audit_seal_rows r where r.clinic_id = a.clinic_id and r.audit_id = a.id)
      and a.at > app_now() - interval '400 days'
    group by a.clinic_id order by min(a.at)`.execute(tx);
  return rows.map((row) => row.clinicId);
}

export async function unsealedRows(tx: Tx, clinicId: string, limit: number): Promise<AuditRow[]> {
  const { rows } = await sql<AuditRow>`
    select ${columns} from audit_log a
    where a.clinic_id = ${clinicId}::uuid
      and not exists (select 1 from audit_seal_rows r where r.clinic_id = a.clinic_id and r.audit_id = a.id)
    order by a.id limit ${limit}`.execute(tx);
  return rows;
}

export interface Seal {
  readonly seq: number;
  readonly hash: Buffer;
  readonly previousHash: Buffer;
  readonly rowCount: number;
}

export async function lastSeal(tx: Tx, clinicId: string): Promise<Pick<Seal, 'seq' | 'hash'> | undefined> {
  return tx
    .selectFrom('audit_seals')
    .select(['seq', 'hash'])
    .where('clinic_id', '=', clinicId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** With two concurrent sealers, the second one's number is taken and its transaction fails: nothing is sealed twice. */
export async function insertSeal(
  tx: Tx,
  clinicId: string,
  seal: Seal,
  rows: readonly { readonly auditId: number; readonly rowHash: Buffer }[],
): Promise<void> {
  await tx
    .insertInto('audit_seals')
    .values({
      clinic_id: clinicId,
      seq: seal.seq,
      row_count: seal.rowCount,
      previous_hash: seal.previousHash,
      hash: seal.hash,
    })
    .execute();
  await sql`
    insert into audit_seal_rows (clinic_id, audit_id, seq, position, row_hash)
    select ${clinicId}::uuid, id, ${seal.seq}::bigint, position, row_hash
    from unnest(${rows.map((row) => row.auditId)}::bigint[], ${rows.map((row) => row.rowHash)}::bytea[])
      with ordinality as sealed (id, row_hash, position)`.execute(tx);
}

export async function sealsOf(tx: Tx, clinicId: string): Promise<Seal[]> {
  const { rows } = await sql<Seal>`
    select seq, hash, previous_hash as "previousHash", row_count as "rowCount" from audit_seals
    where clinic_id = ${clinicId}::uuid order by seq`.execute(tx);
  return rows;
}

export interface SealedRow {
  readonly auditId: number;
  readonly rowHash: Buffer | null;
  /** Null when the row was deleted. */
  readonly row: AuditRow | null;
}

export async function rowsOfSeal(tx: Tx, clinicId: string, seq: number): Promise<SealedRow[]> {
  const { rows } = await sql<AuditRow & { readonly auditId: number; readonly rowHash: Buffer | null }>`
    select r.audit_id as "auditId", r.row_hash as "rowHash", ${columns}
    from audit_seal_rows r left join audit_log a on a.clinic_id = r.clinic_id and a.id = r.audit_id
    where r.clinic_id = ${clinicId}::uuid and r.seq = ${seq} order by r.position`.execute(tx);
  return rows.map(({ auditId, rowHash, ...row }) => ({
    auditId,
    rowHash,
    row: row.id === null ? null : row,
  }));
}

/** Every clinic with a seal or a row, with the number of its rows unsealed for over a minute. */
export async function auditOverview(tx: Tx): Promise<{ clinicId: string; unsealed: number }[]> {
  const { rows } = await sql<{ clinicId: string; unsealed: number }>`
    select a.clinic_id as "clinicId", count(*) filter (where a.at < app_now() - interval '60 seconds' and not exists (
      select 1 from audit_seal_rows r where r.clinic_id = a.clinic_id and r.audit_id = a.id))::int as unsealed
    from audit_log a group by a.clinic_id order by a.clinic_id`.execute(tx);
  return rows;
}
