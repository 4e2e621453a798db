import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { RunState } from '../../gql/graphql.ts';
import { RUN_STATES } from '../../components/run-states.ts';
import { CONDITIONS, type Condition } from './conditions.ts';
import type { Filters, Sort } from './filter-tasks.ts';

const isState = (value: string): value is RunState => value in RUN_STATES;
const isSort = (value: string | null): value is Sort => value === 'last' || value === 'next';

/** The filters live in the address, so that a view can be bookmarked, shared and reached with Back. */
export function useTaskFilters() {
  const [params, setParams] = useSearchParams();
  const filters = useMemo((): Filters => {
    const state = params.get('state') ?? '';
    return {
      search: params.get('q') ?? '',
      app: params.get('app') ?? '',
      state: isState(state) || state === 'NEVER' ? state : '',
      due: params.get('due') === 'true',
      conditions: CONDITIONS.filter((condition) => params.get(condition) === 'true'),
    };
  }, [params]);
  const sort = params.get('sort');

  const set = (key: 'q' | 'app' | 'state' | 'due' | 'sort' | Condition, value: string) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value) after.set(key, value);
        else after.delete(key);
        return after;
      },
      { replace: true },
    );
  const clear = () =>
    setParams((before) => new URLSearchParams([...before].filter(([key]) => key === 'sort')), {
      replace: true,
    });
  const { search, app, state, due, conditions } = filters;
  const any = search !== '' || app !== '' || state !== '' || due || conditions.length > 0;

  return {
    filters,
    sort: isSort(sort) ? sort : ('task' as const),
    set,
    setSort: (by: Sort) => set('sort', by === 'task' ? '' : by),
    clear,
    any,
  };
}

export type TaskFilters = ReturnType<typeof useTaskFilters>;
