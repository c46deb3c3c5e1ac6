import { optional, preset, required } from './define-settings.ts';
import { atLeast, oneOf, port, text } from './kinds.ts';

const hostSettings = {
  HOST: preset(text, '127.0.0.1', {
    meaning: 'Interface to listen on; 0.0.0.0 opens it to the network.',
  }),
};

/** Address and port on which a program listens. */
export const listenSettings = (defaultPort: string) => ({
  PORT: preset(port(0), defaultPort, { meaning: 'Port of this program.', isInternal: true }),
  ...hostSettings,
});

export const logSettings = {
  LOG_LEVEL: preset(oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']), 'info', {
    meaning: 'How much is written into the logs.',
  }),
};

export const codeSettings = {
  OTP_SECRET: required(atLeast(32), {
    meaning: 'Seals one-time codes. Generated once into .holdfast/secrets.json unless given.',
    isSecret: true,
  }),
};

export const failPointSettings = {
  HOLDFAST_FAIL_POINTS: optional(text, {
    meaning: 'Where tests let this program fail or die.',
    isInternal: true,
  }),
};
