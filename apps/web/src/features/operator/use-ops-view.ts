import { useNavigate, useSearch } from '@tanstack/react-router';
import { type OpsTab, opsTabs } from './ops-tabs.ts';

function tabIn(text: string | undefined): OpsTab {
  return opsTabs.find((tab) => tab === text) ?? 'overview';
}

/** The open tab, state filter and row, all kept in the address. */
export function useOpsView() {
  const search = useSearch({ from: '/staff/ops' });
  const navigate = useNavigate();
  const tab = tabIn(search.tab);
  const state = search.state ?? null;
  const go = (next: OpsTab, nextState: string | null, id: string | null): void => {
    const wanted = {
      ...(next === 'overview' ? {} : { tab: next }),
      ...(nextState ? { state: nextState } : {}),
    };
    void navigate({ to: '/ops', search: id ? { ...wanted, id } : wanted, replace: next === tab });
  };
  return {
    tab,
    state,
    openId: search.id ?? null,
    showTab: (next: OpsTab) => go(next, null, null),
    showState: (next: string | null) => go(tab, next, null),
    showRow: (id: string | null) => go(tab, state, id),
  };
}

export type OpsView = ReturnType<typeof useOpsView>;
