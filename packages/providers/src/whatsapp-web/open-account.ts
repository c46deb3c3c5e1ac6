import type {
  AccountKeeping,
  MessageAccount,
  OpenMessageAccount,
} from '@holdfast/core/ports/message-account';
import { type AccountOptions, createWhatsappAccount, pausedSender } from './account.ts';

const pausedKeepSeconds = 60;
const pausedNote =
  'Messages are paused: no Chromium here. Install it with: apt-get install -y chromium chromium-driver';

/** Without a browser messages are paused and the operator's page says what installs one, unless another worker drives. */
function pausedAccount({ holdLease, releaseLease, publish }: AccountKeeping): MessageAccount {
  const keep = async () => {
    if (!(await holdLease())) return 0;
    await publish({ state: 'paused', qrText: null, note: pausedNote });
    await releaseLease();
    return 0;
  };
  return { sender: pausedSender, keep, keepSeconds: pausedKeepSeconds, close: async () => undefined };
}

/** `start` is null where no driver can run. */
export function whatsappWebAccount(start: AccountOptions['start'] | null): OpenMessageAccount {
  return (keeping) => {
    if (start === null) return pausedAccount(keeping);
    const driven = createWhatsappAccount({ ...keeping, start });
    return {
      sender: driven,
      keep: driven.keep,
      keepSeconds: keeping.leaseSeconds / 3,
      close: driven.close,
    };
  };
}
