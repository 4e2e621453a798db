import { useQuery } from '@apollo/client/react';
import { useDebouncedValue } from '@mantine/hooks';
import { PreviewScheduleDocument, type TaskFactsFragment } from '../../gql/graphql.ts';
import { toPreview, type Parts } from './schedule-parts.ts';

/** Long enough not to ask at each key, short enough to feel at once. */
const ASK_AFTER = 250;

/** What a schedule would mean for a task, asked while it is typed. `pending` when the answer is to an earlier one. */
export function useSchedulePreview(parts: Parts, { lastRun }: Pick<TaskFactsFragment, 'lastRun'>) {
  const [asked] = useDebouncedValue(parts, ASK_AFTER);
  const { data, previousData, error, loading } = useQuery(PreviewScheduleDocument, {
    variables: { input: toPreview(asked, lastRun) },
    fetchPolicy: 'no-cache',
  });
  return {
    preview: (data ?? previousData)?.previewSchedule,
    pending: loading || asked !== parts,
    error,
  };
}

export type Preview = ReturnType<typeof useSchedulePreview>;
