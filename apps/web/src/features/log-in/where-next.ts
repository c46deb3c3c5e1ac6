import type { Me } from '@holdfast/contract/auth/auth.procedures';
import { isStaff } from '../../lib/account/staff-clinics.ts';

/** An address inside this site, or null, so that a link to the log-in cannot redirect elsewhere. */
export function safeNext(next: string | undefined): string | null {
  if (next === undefined || !next.startsWith('/') || next.startsWith('//') || next.includes('\\'))
    return null;
  return next.startsWith('/login') ? null : next;
}

/** The first page where the address names no other. */
export function homeOf(me: Me): '/' | '/board' | '/ops' {
  if (isStaff(me)) return '/board';
  return me.isOperator ? '/ops' : '/';
}
