import type {
  ConnectableProvider,
  ProviderAccount,
} from '@holdfast/contract/provider-account/provider-account.procedures';
import type { z } from 'zod';

export type Account = z.infer<typeof ProviderAccount>;
export type Secret = Account['secrets'][number];
export type Connectable = z.infer<typeof ConnectableProvider>;
export type SecretForm = Connectable['secrets'][number];
