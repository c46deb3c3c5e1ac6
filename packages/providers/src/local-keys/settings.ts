import { optional } from '@holdfast/contract/settings/define-settings';
import { matching } from '@holdfast/contract/settings/kinds';

const isSecret = true;
const key = matching(/^[A-Za-z0-9+/]{43}=$/, '32 bytes in base64: `openssl rand -base64 32`');

/** The key that the keys of clinics are wrapped with. */
export const wrappingSettings = {
  SECRETS_KEY: optional(key, {
    meaning:
      'Wraps what the keys of provider accounts are sealed with; lost, they must be entered again. Generated once into .holdfast/secrets.json unless given.',
    isSecret,
  }),
  SECRETS_KEY_PREVIOUS: optional(key, {
    meaning: 'The wrapping key before or after a rotation: it opens, and wraps nothing.',
    isSecret,
  }),
};
