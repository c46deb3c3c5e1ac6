import type { SecretPurpose } from '@holdfast/contract/payment/provider-accounts';
import {
  type DataKeyRow,
  dataKeysToRewrap,
  keepDataKey,
  readDataKey,
  readSealedSecrets,
  rewrapDataKey,
  type SealedDraft,
} from '@holdfast/db/repos/account-keys.repo';
import { dataKeyContext, lastFourOf, newDataKey, seal, unseal } from '../../domain/provider-account/seal.ts';
import type { Ids } from '../../ports/ids.ts';
import type { KeyWrapper } from '../../ports/key-wrapper.ts';
import { asSystem, type Tx, type UseCaseDeps } from '../../usecase.ts';

export interface VaultDeps {
  /** Of a role that reads what is sealed: ingest or worker. */
  readonly tx: UseCaseDeps['tx'];
  readonly keys: KeyWrapper;
  readonly ids: Ids;
}

export interface AccountPlace {
  readonly clinicId: string;
  readonly providerAccountId: string;
}

/** A secret in the clear: in memory only. */
export interface OpenedSecret {
  readonly purpose: SecretPurpose;
  readonly value: string;
  readonly keyChangeId: string;
  /** False while it waits for an approval. */
  readonly isActive: boolean;
}

export interface SecretVault {
  /** Seals for rows that are not written yet. */
  readonly sealAll: (
    place: AccountPlace,
    secrets: ReadonlyMap<SecretPurpose, string>,
  ) => Promise<SealedDraft[]>;
  /** Throws when one of them does not open: a part of an account's keys is of no use. */
  readonly openAll: (providerAccountId: string) => Promise<OpenedSecret[]>;
  /** After a rotation of the wrapping key: wraps with the key of now what another one wraps. Returns how many. */
  readonly rewrapAll: () => Promise<number>;
}

const requestId = 'secret-vault';

/** Where keys of accounts are sealed and opened; the calls to the wrapper are outside of transactions. */
export function createSecretVault({ tx: run, keys, ids }: VaultDeps): SecretVault {
  const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    asSystem({ tx: run }, 'system:reconciler', requestId, work);

  async function dataKeyOf(clinicId: string): Promise<DataKeyRow> {
    const known = await inTx((tx) => readDataKey(tx, clinicId));
    if (known) return known;
    const id = ids.next();
    const made = await keys.wrap(newDataKey(), dataKeyContext(clinicId, id));
    return inTx((tx) => keepDataKey(tx, clinicId, { id, ...made }));
  }
  const unwrapped = (clinicId: string, key: DataKeyRow): Promise<Buffer> =>
    keys.unwrap(key, dataKeyContext(clinicId, key.id));

  return {
    sealAll: async ({ clinicId, providerAccountId }, secrets) => {
      const row = await dataKeyOf(clinicId);
      const key = await unwrapped(clinicId, row);
      return [...secrets].map(([purpose, value]) => {
        const id = ids.next();
        const place = { clinicId, secretId: id, providerAccountId, purpose };
        return { id, purpose, dataKeyId: row.id, ...seal(key, place, value), lastFour: lastFourOf(value) };
      });
    },
    openAll: async (providerAccountId) => {
      const rows = await inTx((tx) => readSealedSecrets(tx, providerAccountId));
      const byId = new Map<string, Promise<Buffer>>();
      const keyOf = (row: (typeof rows)[number]): Promise<Buffer> => {
        const key = byId.get(row.dataKeyId) ?? unwrapped(row.clinicId, { ...row, id: row.dataKeyId });
        byId.set(row.dataKeyId, key);
        return key;
      };
      return Promise.all(
        rows.map(async (row) => {
          const { clinicId, purpose, keyChangeId, isActive } = row;
          const place = { clinicId, secretId: row.id, providerAccountId, purpose };
          return { purpose, keyChangeId, isActive, value: unseal(await keyOf(row), place, row) };
        }),
      );
    },
    rewrapAll: async () => {
      let done = 0;
      for (const row of await inTx((tx) => dataKeysToRewrap(tx, keys.name))) {
        const context = dataKeyContext(row.clinicId, row.id);
        const again = await keys.wrap(await keys.unwrap(row, context), context);
        if (await inTx((tx) => rewrapDataKey(tx, row, again))) done += 1;
      }
      return done;
    },
  };
}
