import { optional, preset } from '@holdfast/contract/settings/define-settings';
import { matching, redisUrl, wholeNumber } from '@holdfast/contract/settings/kinds';
import { z } from 'zod';

export const redisSettings = {
  REDIS_URL: optional(redisUrl, {
    meaning: 'Without it a redis-server of this machine is started for this folder alone.',
    isSecret: true,
  }),
  REDIS_NAMESPACE: preset(
    matching(/^[a-z0-9-]{1,40}$/, 'lower-case letters, digits and dashes, at most 40'),
    'holdfast',
    { meaning: 'Keeps two installations apart that share one Redis.' },
  ),
  REDIS_TIMEOUT_MS: preset(wholeNumber(10, 10_000), '200', {
    meaning:
      'A Redis that takes longer to answer, in milliseconds, is treated as away: limits fall back to a local budget.',
  }),
};

const schema = z.object(redisSettings);

export type RedisSettings = z.output<typeof schema>;
