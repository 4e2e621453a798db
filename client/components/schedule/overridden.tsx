import type { ScheduleFactsFragment } from '../../gql/graphql.ts';
import { Instant } from '../instant.tsx';

/** Who put a schedule in the place of the built-in one, and which that is; nothing when it is in force. */
export function Overridden({ schedule }: { schedule: ScheduleFactsFragment }) {
  if (!schedule.overridden) return null;
  return (
    <p>
      Overridden by {schedule.overriddenBy}
      {schedule.overriddenAt && (
        <>
          , <Instant at={schedule.overriddenAt} />
        </>
      )}
      ; built in: {schedule.builtIn.text}.
    </p>
  );
}
