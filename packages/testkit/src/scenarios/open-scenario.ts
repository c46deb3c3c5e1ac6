import type { UserId } from '@holdfast/contract/ids';
import { type WiredCore, wireUseCases } from '../clinic-rig.ts';
import { createFakeGateway, type FakeGateway } from '../fake-gateway.ts';
import { createTestDatabase, type TestDatabase } from '../test-database.ts';
import { seedScenario } from './seed-scenario.ts';
import { demoUser } from './stage.ts';

/** A test database in the state of a scenario, and the product on it. */
export interface PlayedScenario {
  readonly database: TestDatabase;
  readonly core: WiredCore<FakeGateway>;
  /** An account of the demo: `reception`, `doctor`, `admin`, `operator` or `patient`. */
  readonly userId: (name: string) => Promise<UserId>;
  readonly close: () => Promise<void>;
}

export async function openScenario(name: string): Promise<PlayedScenario> {
  const database = await createTestDatabase();
  try {
    await seedScenario(database.pools, name);
  } catch (thrown) {
    await database.close();
    throw thrown;
  }
  return {
    database,
    core: await wireUseCases(database.pools, { gateway: createFakeGateway() }),
    userId: (account) => demoUser(database.pools.owner, account),
    close: database.close,
  };
}
