import { Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { Loading } from '../../../components/screen-state/query-view.tsx';
import { ClinicTime } from '../../../components/value/clinic-time.tsx';
import { useTRPC } from '../../../lib/api/trpc.ts';
import type { Transition } from '../model/conflict.ts';
import { useActorName } from '../use-actor-name.ts';
import { BoardStateBadge } from './board-state-badge.tsx';
import classes from './booking-panel.module.css';

function HistoryLine({
  transition,
  timeZone,
}: {
  readonly transition: Transition;
  readonly timeZone: string;
}) {
  const actorName = useActorName();
  return (
    <li className={classes.line}>
      <div className={classes.split}>
        <BoardStateBadge state={transition.toState} />
        <Text component="span" size="sm" c="dimmed">
          <ClinicTime at={transition.at} timeZone={timeZone} />
        </Text>
      </div>
      <Text size="sm">{actorName(transition.actor)}</Text>
      {transition.reason ? (
        <Text size="sm" c="dimmed">
          {transition.reason}
        </Text>
      ) : null}
    </li>
  );
}

/** Every transition, newest first, with who made it and why. */
export function BookingHistory({
  bookingId,
  timeZone,
}: {
  readonly bookingId: string;
  readonly timeZone: string;
}) {
  const trpc = useTRPC();
  const query = useQuery(trpc.bookings.history.queryOptions({ bookingId }));
  if (query.data === undefined && query.error) {
    return <ErrorNote error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.data === undefined) {
    return (
      <Loading>
        <Skeleton height={48} />
      </Loading>
    );
  }
  const newestFirst = [...query.data.transitions].reverse();
  return (
    <ol className={classes.lines}>
      {newestFirst.map((transition) => (
        <HistoryLine
          key={`${transition.at} ${transition.toState}`}
          transition={transition}
          timeZone={timeZone}
        />
      ))}
    </ol>
  );
}
