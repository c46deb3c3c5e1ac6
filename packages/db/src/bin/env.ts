import { readSettings } from '@holdfast/contract/settings/define-settings';
import { ownerSettings, roleSettings, testDatabaseSettings, workerUrlSettings } from '../settings.ts';

type EnvSource = Readonly<Record<string, string | undefined>>;

const program = 'The command';

/** The only reader of the environment in this package's commands. */
export const readBootstrapEnv = (source: EnvSource = process.env) =>
  readSettings(program, roleSettings, source);
export const readOwnerEnv = (source: EnvSource = process.env) => readSettings(program, ownerSettings, source);
export const readGenerateEnv = (source: EnvSource = process.env) =>
  readSettings(program, testDatabaseSettings, source);
export const readInvariantsEnv = (source: EnvSource = process.env) =>
  readSettings(program, workerUrlSettings, source);
