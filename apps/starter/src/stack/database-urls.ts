import type { Secrets } from './memory.ts';
import type { Settings } from './settings.ts';

export interface DatabaseUrls {
  owner: string;
  api: string;
  ingest: string;
  worker: string;
}

function loginUrl(server: URL, role: string, password: string): string {
  const url = new URL(server);
  url.username = `holdfast_${role}`;
  url.password = password;
  return url.toString();
}

const embeddedDatabase = 'holdfast';

/** `embeddedPort`: port of the embedded PostgreSQL; ignored when DATABASE_URL is set. */
export function databaseUrls(settings: Settings, secrets: Secrets, embeddedPort: number): DatabaseUrls {
  const { owner, api, ingest, worker } = secrets.databasePasswords;
  const server = new URL(settings.DATABASE_URL ?? `postgres://127.0.0.1:${embeddedPort}/${embeddedDatabase}`);
  return {
    owner: settings.DATABASE_URL ?? loginUrl(server, 'owner', owner),
    api: settings.DATABASE_URL_API ?? loginUrl(server, 'api', api),
    ingest: settings.DATABASE_URL_INGEST ?? loginUrl(server, 'ingest', ingest),
    worker: settings.DATABASE_URL_WORKER ?? loginUrl(server, 'worker', worker),
  };
}

const passwordOf = (url: string): string => decodeURIComponent(new URL(url).password);

/** Input of `bootstrap-roles`: it sets exactly the passwords that the programs will use. */
export function rolesEnvironment(urls: DatabaseUrls, superuserUrl: string): Record<string, string> {
  return {
    DATABASE_SUPERUSER_URL: superuserUrl,
    HOLDFAST_DATABASE_NAME: decodeURIComponent(new URL(urls.owner).pathname.slice(1)),
    HOLDFAST_OWNER_PASSWORD: passwordOf(urls.owner),
    HOLDFAST_API_PASSWORD: passwordOf(urls.api),
    HOLDFAST_INGEST_PASSWORD: passwordOf(urls.ingest),
    HOLDFAST_WORKER_PASSWORD: passwordOf(urls.worker),
  };
}
