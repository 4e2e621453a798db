import { VisuallyHidden } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import table from '../../components/table.module.css';
import type { TaskFactsFragment } from '../../gql/graphql.ts';
import type { Sort } from './filter-tasks.ts';
import classes from './task-list.module.css';
import { TaskRow } from './task-row.tsx';

interface Props {
  tasks: readonly TaskFactsFragment[];
  sort: Sort;
  onSort: (sort: Sort) => void;
}

export function TaskTable({ tasks, sort, onSort }: Props) {
  const sortable = (by: Sort, text: string) => (
    <th role="columnheader" aria-sort={sort !== by ? 'none' : by === 'last' ? 'descending' : 'ascending'}>
      <button type="button" className={classes.sort} onClick={() => onSort(by)}>
        {text}
        <IconArrowDown size={13} aria-hidden data-shown={sort === by || undefined} />
      </button>
    </th>
  );
  return (
    <div className={table.frame}>
      <table role="table" className={`${table.table} ${classes.table}`} aria-label="Background tasks">
        <thead role="rowgroup">
          <tr role="row">
            {sortable('task', 'Task')}
            <th role="columnheader">App</th>
            <th role="columnheader">Schedule</th>
            {sortable('last', 'Last run')}
            {sortable('next', 'Next run')}
            <th role="columnheader">
              <VisuallyHidden>Run now</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {tasks.map((task) => (
            <TaskRow key={task.name} task={task} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
