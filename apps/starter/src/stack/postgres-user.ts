import { execFileSync } from 'node:child_process';

export interface SystemUser {
  uid: number;
  gid: number;
}

export const isRoot = (): boolean => process.getuid?.() === 0;

function idOf(flag: '-u' | '-g', name: string): number | null {
  try {
    return Number.parseInt(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }), 10);
  } catch {
    return null;
  }
}

function lookUp(name: string): SystemUser | null {
  const uid = idOf('-u', name);
  const gid = idOf('-g', name);
  return uid === null || gid === null ? null : { uid, gid };
}

/** PostgreSQL does not run as root: it runs as the system's `postgres` user, created here when missing. */
export function postgresUser(): SystemUser | null {
  if (!isRoot()) return null;
  const existing = lookUp('postgres');
  if (existing) return existing;
  execFileSync(
    'useradd',
    ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'],
    {
      stdio: 'pipe',
    },
  );
  const made = lookUp('postgres');
  if (!made)
    throw new Error('PostgreSQL does not run as root, and the system user "postgres" could not be made');
  return made;
}
