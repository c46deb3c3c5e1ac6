import { Skeleton, Text } from '@mantine/core';
import { IconCalendarOff } from '@tabler/icons-react';
import { CrashState } from '../../../components/screen-state/error-boundary.tsx';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { OfflineBanner } from '../../../components/screen-state/offline-banner.tsx';
import { Loading, QueryView, type Readable } from '../../../components/screen-state/query-view.tsx';
import { StateScreen } from '../../../components/screen-state/state-screen.tsx';
import {
  ErrorReference,
  ErrorState,
  ForbiddenState,
  NotFoundState,
  OfflineState,
} from '../../../components/screen-state/state-screens.tsx';
import { staffMe } from '../../../testing/fake-board.ts';
import { FakeRefusal, refused, unreachable } from '../../../testing/fake-link.ts';
import { statesOf } from '../specimen.ts';

const nothing = (): void => undefined;
const failure = refused(new FakeRefusal('INTERNAL'), 'gallery');
const tooMany = refused(new FakeRefusal('RATE_LIMITED', { retryAfterSeconds: 30 }), 'gallery');
const skeleton = <Skeleton height={96} />;

/** A query in each of its states. */
export function read<Data>(part: Partial<Readable<Data>>): Readable<Data> {
  return { data: undefined, error: null, isFetching: false, refetch: nothing, ...part };
}

export const reads = {
  loading: { isFetching: true },
  failed: { error: failure },
  offline: { error: unreachable() },
} as const;

export const screenStates = [
  ...statesOf('StateScreen', {
    empty: () => (
      <StateScreen icon={IconCalendarOff} title="No bookings yet">
        Bookings of the day appear here.
      </StateScreen>
    ),
    'title alone': () => <StateScreen icon={IconCalendarOff} tone="gray" title="Nothing in this state" />,
  }),
  ...statesOf('Loading', { loading: () => <Loading>{skeleton}</Loading> }),
  ...statesOf('QueryView', {
    ...Object.fromEntries(
      Object.entries(reads).map(([state, part]) => [
        state,
        () => (
          <QueryView query={read<string>(part)} skeleton={skeleton}>
            {(text) => <Text>{text}</Text>}
          </QueryView>
        ),
      ]),
    ),
    there: () => (
      <QueryView query={read({ data: 'What was read' })} skeleton={skeleton}>
        {(text) => <Text>{text}</Text>}
      </QueryView>
    ),
  }),
  ...statesOf('ErrorNote', {
    failed: () => <ErrorNote error={failure} />,
    'to be tried again': () => <ErrorNote error={tooMany} onRetry={nothing} />,
    offline: () => <ErrorNote error={unreachable()} />,
  }),
  ...statesOf('ErrorState', {
    failed: () => <ErrorState error={failure} onRetry={nothing} />,
    'trying again': () => <ErrorState error={failure} onRetry={nothing} isRetrying />,
  }),
  ...statesOf('OfflineState', { offline: () => <OfflineState onRetry={nothing} /> }),
  ...statesOf('NotFoundState', { 'not found': () => <NotFoundState /> }),
  ...statesOf(
    'ForbiddenState',
    { forbidden: () => <ForbiddenState /> },
    { 'auth.me': () => staffMe('billing') },
  ),
  ...statesOf('CrashState', { broken: () => <CrashState /> }),
  ...statesOf('ErrorReference', { reference: () => <ErrorReference error={failure} /> }),
  ...statesOf('OfflineBanner', { 'as the network is': () => <OfflineBanner /> }),
];
