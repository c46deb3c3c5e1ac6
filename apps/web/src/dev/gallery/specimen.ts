import type { ReactNode } from 'react';
import type { FakeHandlers } from '../../testing/fake-link.ts';

/** One component in one of its states. */
export interface Specimen {
  readonly component: string;
  readonly state: string;
  readonly render: () => ReactNode;
  /** Answers of the API, where the component asks for something. */
  readonly answers?: FakeHandlers;
}

/** The states of one component. */
export function statesOf(
  component: string,
  states: Readonly<Record<string, () => ReactNode>>,
  answers?: FakeHandlers,
): readonly Specimen[] {
  return Object.entries(states).map(([state, render]) => ({
    component,
    state,
    render,
    ...(answers ? { answers } : {}),
  }));
}
