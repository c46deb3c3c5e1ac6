import { actorParts } from './model/conflict.ts';
import { useStaffText } from './use-staff-text.ts';

const systemParts = [
  'auth',
  'expiry',
  'webhook',
  'reconciler',
  'refunds',
  'messages',
  'sealer',
  'feed',
  'invariants',
] as const;

/** The name of an actor, which may be a part of the system, in the language of the reader. */
export function useActorName(): (actor: string) => string {
  const { t } = useStaffText();
  return (actor) => {
    const { system, name } = actorParts(actor);
    if (system === null) return name;
    const part = systemParts.find((known) => known === system);
    return part === undefined ? t('staff:details.system') : t(`staff:details.systemActor.${part}`);
  };
}
