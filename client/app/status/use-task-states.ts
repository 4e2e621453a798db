import { useQuery } from '@apollo/client/react';
import { useTaskChanged } from '../../components/task-events.ts';
import { TaskStatesDocument, type TaskStateFragment } from '../../gql/graphql.ts';

/** How every task is, as little of it as the whole console needs; nothing before the first answer. */
export function useTaskStates(): readonly TaskStateFragment[] | undefined {
  const { data, refetch } = useQuery(TaskStatesDocument);
  useTaskChanged(({ name }) => {
    const isNew = data && !data.tasks.some((task) => task.name === name);
    if (isNew) void refetch().catch(() => undefined);
  });
  return data?.tasks;
}
