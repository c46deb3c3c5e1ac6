import { IconArrowRight } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import { type ShellAction, useShellParts } from '../../frames/staff/shell-context.tsx';
import { opsTabs } from './ops-tabs.ts';
import { useOpsText } from './use-ops-text.ts';
import type { OpsView } from './use-ops-view.ts';

/** The parts of the page as places behind Ctrl-K. */
export function useOpsShell(view: OpsView): void {
  const { t } = useOpsText();
  const show = useRef(view.showTab);
  show.current = view.showTab;
  const actions = useMemo<readonly ShellAction[]>(
    () =>
      opsTabs.map((tab) => ({
        id: `ops-${tab}`,
        label: t(`staff:ops.tabs.${tab}`),
        description: t('staff:ops.title'),
        icon: <IconArrowRight size={18} aria-hidden />,
        onTrigger: () => show.current(tab),
      })),
    [t],
  );
  useShellParts({ actions });
}
