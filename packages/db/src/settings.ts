import { preset, required } from '@holdfast/contract/settings/define-settings';
import { atLeast, matching, postgresUrl, wholeNumber } from '@holdfast/contract/settings/kinds';

const programs = 'Derived from DATABASE_URL with a generated password unless given.';

export const ownerSettings = {
  DATABASE_URL: required(postgresUrl, {
    meaning: "The owner's URL (log-in holdfast_owner), direct, used only to migrate and to seed.",
    isSecret: true,
  }),
};

export const superuserSettings = {
  DATABASE_SUPERUSER_URL: required(postgresUrl, {
    meaning:
      "An administrator's URL, used only to make the roles and the database; not needed once they exist.",
    isSecret: true,
  }),
};

const password = (role: string) =>
  required(atLeast(12), {
    meaning: `What the role holdfast_${role} logs in with.`,
    isSecret: true,
    isInternal: true,
  });

export const roleSettings = {
  ...superuserSettings,
  HOLDFAST_DATABASE_NAME: preset(matching(/^[a-z_][a-z0-9_]{0,62}$/, 'a plain lower-case name'), 'holdfast', {
    meaning: 'The database that is made.',
    isInternal: true,
  }),
  HOLDFAST_OWNER_PASSWORD: password('owner'),
  HOLDFAST_API_PASSWORD: password('api'),
  HOLDFAST_INGEST_PASSWORD: password('ingest'),
  HOLDFAST_WORKER_PASSWORD: password('worker'),
};

export const apiPoolSettings = {
  DATABASE_URL_API: required(postgresUrl, { meaning: `What the API uses. ${programs}`, isSecret: true }),
  DATABASE_URL_INGEST: required(postgresUrl, {
    meaning: `What the webhook intake uses. ${programs}`,
    isSecret: true,
  }),
  POOL_SIZE_API: preset(wholeNumber(1, 100), '8', { meaning: 'Connections of the API.' }),
  POOL_SIZE_INGEST: preset(wholeNumber(1, 100), '4', {
    meaning: 'Connections of the webhook intake beside it.',
  }),
  POOL_WAIT_MS: preset(wholeNumber(50, 30_000), '2000', {
    meaning: 'How long a request waits for a connection before it is answered with 503, in milliseconds.',
  }),
};

export const workerUrlSettings = {
  DATABASE_URL_WORKER: required(postgresUrl, {
    meaning: `What the worker uses. ${programs}`,
    isSecret: true,
  }),
};

export const workerPoolSettings = {
  ...workerUrlSettings,
  DATABASE_POOL_WORKER: preset(wholeNumber(2, 50), '6', { meaning: 'Connections of the worker.' }),
};

export const testDatabaseSettings = {
  HOLDFAST_TEST_SUPERUSER_URL: required(postgresUrl, {
    meaning: 'A server on which throw-away databases are made.',
    isSecret: true,
    isInternal: true,
  }),
};
