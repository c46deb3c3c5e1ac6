import { join } from 'node:path';
import { freePort } from '@holdfast/starter/stack/ports';
import { startPostgres } from '@holdfast/starter/stack/postgres';
import { provisionChromium, provisionRedis } from '@holdfast/starter/stack/provision';
import { startRedis } from '@holdfast/starter/stack/redis';
import {
  makeThrowAwayHome,
  removeThrowAwayHome,
  sweepAbandonedHomes,
} from '@holdfast/starter/stack/throw-away';

export interface TestStack {
  env: Record<string, string>;
  stop: () => Promise<void>;
}

/** The services of a test run: its own database server, its own Redis, a real browser. */
export async function startTestStack(say: (text: string) => void): Promise<TestStack> {
  const redisMissing = await provisionRedis(say);
  const { chromium, missing: chromiumMissing } = await provisionChromium(say);
  const missing = [redisMissing, chromiumMissing].filter((line) => line !== null);
  if (missing.length > 0 || !chromium) throw new Error(missing.join('\n'));
  await sweepAbandonedHomes();
  const home = await makeThrowAwayHome();
  const undo: (() => Promise<void>)[] = [() => removeThrowAwayHome(home)];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const postgres = await startPostgres({
      home: join(home, 'postgres'),
      port: await freePort(),
      durable: false,
    });
    undo.push(postgres.stop);
    const redis = await startRedis({ home: join(home, 'redis'), port: await freePort(), durable: false });
    undo.push(redis.stop);
    const env = {
      HOLDFAST_TEST_SUPERUSER_URL: postgres.superuserUrl,
      HOLDFAST_TEST_REDIS_URL: redis.url,
      CHROMIUM_PATH: chromium.chromiumPath,
      CHROMEDRIVER_PATH: chromium.chromedriverPath,
    };
    return { env, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
