import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { IconChevronDown, IconSearch } from '@tabler/icons-react';
import { ClearFilters } from '../../components/clear-filters.tsx';
import { RUN_STATES } from '../../components/run-states.ts';
import type { Sort } from './filter-tasks.ts';
import classes from './task-list.module.css';
import type { TaskFilters } from './use-task-filters.ts';

const STATES = [
  { value: '', label: 'Any state' },
  ...Object.entries(RUN_STATES).map(([value, { label }]) => ({ value, label })),
  { value: 'NEVER', label: 'Never run' },
];

const SORTS: { value: Sort; label: string }[] = [
  { value: 'task', label: 'By name' },
  { value: 'last', label: 'Last run first' },
  { value: 'next', label: 'Next run first' },
];

const CHEVRON = <IconChevronDown size={16} aria-hidden />;

interface Props extends TaskFilters {
  apps: string[];
  /** "3 of 12 tasks". */
  count: string;
}

export function TaskFilterBar({ filters, sort, set, setSort, clear, any, apps, count }: Props) {
  return (
    <search className={classes.filters} tabIndex={-1}>
      <TextInput
        className={classes.search}
        aria-label="Search tasks"
        placeholder="Search by label or name"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={filters.search}
        onChange={(event) => set('q', event.currentTarget.value)}
      />
      <NativeSelect
        aria-label="App"
        value={filters.app}
        onChange={(event) => set('app', event.currentTarget.value)}
        rightSection={CHEVRON}
        data={[{ value: '', label: 'All apps' }, ...apps]}
      />
      <NativeSelect
        aria-label="State"
        value={filters.state}
        onChange={(event) => set('state', event.currentTarget.value)}
        rightSection={CHEVRON}
        data={STATES}
      />
      <NativeSelect
        className={classes.sortChoice}
        aria-label="Sort"
        value={sort}
        onChange={(event) =>
          setSort(SORTS.find(({ value }) => value === event.currentTarget.value)?.value ?? 'task')
        }
        rightSection={CHEVRON}
        data={SORTS}
      />
      <Checkbox
        label="Due only"
        checked={filters.due}
        onChange={(event) => set('due', event.currentTarget.checked ? 'true' : '')}
      />
      {any && <ClearFilters quiet onClear={clear} />}
      <p role="status" aria-label="Tasks shown" className={classes.found}>
        {count}
      </p>
    </search>
  );
}
