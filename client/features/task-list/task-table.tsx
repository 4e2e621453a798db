import { VisuallyHidden } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { Fragment, useMemo } from 'react';
import table from '../../components/table.module.css';
import type { TaskRowFactsFragment } from '../../gql/graphql.ts';
import type { Sort } from './filter-tasks.ts';
import classes from './task-list.module.css';
import { TaskRow } from './task-row.tsx';
import { useRecentRuns } from './use-recent-runs.ts';
import { useVirtualRows } from './use-virtual-rows.ts';

interface Props {
  tasks: readonly TaskRowFactsFragment[];
  sort: Sort;
  onSort: (sort: Sort) => void;
}

const COLUMNS = 7;

/** Stands for rows that are out of sight. */
function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden className={classes.gap} style={{ height }}>
      <td colSpan={COLUMNS} />
    </tr>
  );
}

export function TaskTable({ tasks, sort, onSort }: Props) {
  const names = useMemo(() => tasks.map(({ name }) => name), [tasks]);
  const { body, rows, after, measure, onFocus, onBlur } = useVirtualRows(names);
  const shown = rows.flatMap(({ index, gap }) => {
    const task = tasks[index];
    return task ? [{ task, index, gap }] : [];
  });
  const marks = useRecentRuns(shown.map(({ task }) => task.name));

  const sortable = (by: Sort, text: string) => (
    <th role="columnheader" aria-sort={sort !== by ? 'none' : by === 'last' ? 'descending' : 'ascending'}>
      <button type="button" className={classes.sort} onClick={() => onSort(by)}>
        {text}
        <IconArrowDown size={13} aria-hidden data-shown={sort === by || undefined} />
      </button>
    </th>
  );
  return (
    <div className={`${table.frame} ${classes.frame}`}>
      <table
        role="table"
        className={`${table.table} ${classes.table}`}
        aria-label="Background tasks"
        aria-rowcount={tasks.length + 1}
      >
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={1}>
            {sortable('task', 'Task')}
            <th role="columnheader">Status</th>
            <th role="columnheader">Recent runs</th>
            <th role="columnheader">Schedule</th>
            {sortable('last', 'Last run')}
            {sortable('next', 'Next run')}
            <th role="columnheader">
              <VisuallyHidden>Run now</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup" ref={body} onFocus={onFocus} onBlur={onBlur}>
          {shown.map(({ task, index, gap }) => (
            <Fragment key={task.name}>
              <Gap height={gap} />
              <TaskRow task={task} marks={marks.get(task.name)} index={index} measure={measure} />
            </Fragment>
          ))}
          <Gap height={after} />
        </tbody>
      </table>
    </div>
  );
}
