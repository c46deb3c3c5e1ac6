import { z } from 'zod';

const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'expected a postgres:// URL' });
const password = z.string().min(12, 'expected at least 12 characters');

const bootstrapSchema = z.object({
  DATABASE_SUPERUSER_URL: postgresUrl,
  HOLDFAST_DATABASE_NAME: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,62}$/, 'expected a plain lower-case name')
    .default('holdfast'),
  HOLDFAST_OWNER_PASSWORD: password,
  HOLDFAST_API_PASSWORD: password,
  HOLDFAST_INGEST_PASSWORD: password,
  HOLDFAST_WORKER_PASSWORD: password,
});
const ownerSchema = z.object({ DATABASE_URL: postgresUrl });
const generateSchema = z.object({ HOLDFAST_TEST_SUPERUSER_URL: postgresUrl });
const invariantsSchema = z.object({ DATABASE_URL_WORKER: postgresUrl });

export type EnvSource = Readonly<Record<string, string | undefined>>;

function parse<T>(schema: z.ZodType<T>, source: EnvSource): T {
  const result = schema.safeParse(source);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`bad configuration\n${lines.join('\n')}`);
}

/** The only reader of the environment in this package's commands. */
export const readBootstrapEnv = (source: EnvSource = process.env) => parse(bootstrapSchema, source);
export const readOwnerEnv = (source: EnvSource = process.env) => parse(ownerSchema, source);
export const readGenerateEnv = (source: EnvSource = process.env) => parse(generateSchema, source);
export const readInvariantsEnv = (source: EnvSource = process.env) => parse(invariantsSchema, source);
