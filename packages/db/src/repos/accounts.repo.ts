import type { Locale } from '@holdfast/contract/locale';
import { messageKind } from '@holdfast/contract/message/message-kinds';
import { sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';

export interface AccountRow {
  readonly id: string;
  readonly status: string;
  readonly passwordHash: string | null;
}

export async function findAccountByEmail(tx: Tx, email: string): Promise<AccountRow | undefined> {
  return tx
    .selectFrom('users as u')
    .leftJoin('credentials as c', 'c.user_id', 'u.id')
    .where('u.email', '=', email)
    .select(['u.id', 'u.status', 'c.password_hash as passwordHash'])
    .executeTakeFirst();
}

/** The account of a verified phone, created on first log-in; it claims the patients registered at the desk by phone. */
export async function accountOfPhone(tx: Tx, phone: string, locale: Locale): Promise<{ id: string }> {
  await tx
    .insertInto('users')
    .values({ phone, locale, display_name: `Patient ${phone.slice(-4)}` })
    .onConflict((conflict) => conflict.column('phone').doNothing())
    .execute();
  const account = await tx
    .selectFrom('users')
    .select('id')
    .where('phone', '=', phone)
    .executeTakeFirstOrThrow();
  await tx
    .updateTable('patients')
    .set({ user_id: account.id })
    .where('phone', '=', phone)
    .where('user_id', 'is', null)
    .execute();
  return account;
}

/** Null before the phone's first log-in. */
export async function accountStatusOfPhone(tx: Tx, phone: string): Promise<string | null> {
  const row = await tx.selectFrom('users').select('status').where('phone', '=', phone).executeTakeFirst();
  return row?.status ?? null;
}

/** A log-in. Everything that is renewed from it belongs to its family, and ends with it. */
export async function insertFamily(tx: Tx, familyId: string, userId: string): Promise<void> {
  await tx.insertInto('session_families').values({ id: familyId, user_id: userId }).execute();
}

export interface NewSession {
  readonly userId: string;
  readonly familyId: string;
  readonly tokenHash: Buffer;
  readonly ttlDays: number;
}

/** The expiry of the new session, or of the one that has this token already. */
export async function insertSession(tx: Tx, session: NewSession): Promise<Date> {
  const row = await tx
    .insertInto('sessions')
    .values({
      user_id: session.userId,
      family_id: session.familyId,
      token_hash: session.tokenHash,
      expires_at: sql<Date>`app_now() + make_interval(days => ${session.ttlDays})`,
    })
    .onConflict((conflict) => conflict.column('token_hash').doNothing())
    .returning('expires_at')
    .executeTakeFirst();
  if (row) return row.expires_at;
  const known = await tx
    .selectFrom('sessions')
    .select('expires_at')
    .where('token_hash', '=', session.tokenHash)
    .executeTakeFirstOrThrow();
  return known.expires_at;
}

export interface SessionRow {
  readonly id: string;
  readonly familyId: string;
  readonly userId: string;
  /** Since its first use; null before it. */
  readonly usedSecondsAgo: number | null;
  readonly isOver: boolean;
  readonly accountStatus: string;
}

/** The session of a refresh token, locked: of two concurrent uses only one sees it unused. */
export async function lockSession(tx: Tx, tokenHash: Buffer): Promise<SessionRow | undefined> {
  const { rows } = await sql<SessionRow>`
    select s.id, s.family_id as "familyId", s.user_id as "userId",
      extract(epoch from app_now() - s.used_at)::float8 as "usedSecondsAgo",
      (f.ended_at is not null or s.expires_at <= app_now()) as "isOver", u.status as "accountStatus"
    from sessions s join session_families f on f.id = s.family_id join users u on u.id = s.user_id
    where s.token_hash = ${tokenHash} for update of s`.execute(tx);
  return rows[0];
}

export async function markSessionUsed(tx: Tx, id: string): Promise<void> {
  await tx.updateTable('sessions').set({ used_at: sql<Date>`app_now()` }).where('id', '=', id).execute();
}

/** False when it had ended before. */
export async function endFamily(tx: Tx, familyId: string): Promise<boolean> {
  const result = await tx
    .updateTable('session_families')
    .set({ ended_at: sql<Date>`app_now()` })
    .where('id', '=', familyId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export interface NewChallenge {
  readonly clinicId: string;
  readonly id: string;
  readonly phone: string;
  readonly locale: Locale;
  readonly codeHash: Buffer;
  readonly ttlSeconds: number;
}

export async function insertChallenge(tx: Tx, challenge: NewChallenge): Promise<Date> {
  const row = await tx
    .insertInto('otp_challenges')
    .values({
      clinic_id: challenge.clinicId,
      id: challenge.id,
      phone: challenge.phone,
      locale: challenge.locale,
      code_hash: challenge.codeHash,
      expires_at: sql<Date>`app_now() + make_interval(secs => ${challenge.ttlSeconds})`,
    })
    .returning('expires_at')
    .executeTakeFirstOrThrow();
  return row.expires_at;
}

/** The message that carries the code, inserted in the commit of its challenge. */
export async function insertCodeMessage(tx: Tx, challenge: NewChallenge): Promise<void> {
  await tx
    .insertInto('messages')
    .values({
      clinic_id: challenge.clinicId,
      channel: 'whatsapp',
      kind: messageKind.one_time_code,
      subject_id: challenge.id,
      subject_version: 1,
      recipient_phone: challenge.phone,
      locale: challenge.locale,
    })
    .execute();
}

/** A new code voids the older ones of its phone: only the newest can be guessed at. */
export async function voidChallenges(tx: Tx, phone: string): Promise<void> {
  await tx
    .updateTable('otp_challenges')
    .set({ consumed_at: sql<Date>`app_now()` })
    .where('phone', '=', phone)
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', sql<Date>`app_now()`)
    .execute();
}

export interface ChallengeRow {
  readonly clinicId: string;
  readonly phone: string;
  readonly locale: Locale;
  readonly codeHash: Buffer;
  readonly wrongTries: number;
  readonly isOver: boolean;
}

export async function lockChallenge(tx: Tx, id: string): Promise<ChallengeRow | undefined> {
  const { rows } = await sql<ChallengeRow>`
    select clinic_id as "clinicId", phone, locale, code_hash as "codeHash", wrong_tries as "wrongTries",
      (consumed_at is not null or expires_at <= app_now()) as "isOver"
    from otp_challenges where id = ${id}::uuid for update`.execute(tx);
  return rows[0];
}

export async function countWrongTry(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('otp_challenges')
    .set((eb) => ({ wrong_tries: eb('wrong_tries', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

export async function consumeChallenge(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('otp_challenges')
    .set({ consumed_at: sql<Date>`app_now()` })
    .where('id', '=', id)
    .execute();
}

/** The newest code of a phone that can still be used. */
export async function openChallenge(tx: Tx, clinicId: string, phone: string) {
  return tx
    .selectFrom('otp_challenges')
    .select(['id', 'expires_at'])
    .where('clinic_id', '=', clinicId)
    .where('phone', '=', phone)
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', sql<Date>`app_now()`)
    .orderBy('created_at', 'desc')
    .executeTakeFirst();
}

export async function findMe(tx: Tx, userId: string) {
  const user = await tx.selectFrom('users').selectAll().where('id', '=', userId).executeTakeFirst();
  if (!user) return undefined;
  const memberships = await tx
    .selectFrom('memberships as m')
    .innerJoin('clinics as c', 'c.id', 'm.clinic_id')
    .where('m.user_id', '=', userId)
    .select(['m.clinic_id', 'm.role', 'c.name'])
    .orderBy('c.name')
    .execute();
  return { user, memberships };
}
