import { Button, Skeleton, VisuallyHidden } from '@mantine/core';
import { IconFilterOff, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ClearFilters } from '../clear-filters.tsx';
import { DataTable } from '../data-table.tsx';
import { EmptyState } from '../empty-state.tsx';
import { ErrorState } from '../error-state.tsx';
import { errorText } from '../error-text.ts';
import { countText, numberText } from '../count-text.ts';
import classes from './records.module.css';
import type { RecordList } from './use-record-list.ts';

interface Props<Item> {
  list: RecordList<Item>;
  /** What the records are called, such as "submissions". */
  noun: { one: string; many: string };
  columns: readonly string[];
  className: string | undefined;
  filters: { any: boolean; clear: () => void };
  /** For a list with nothing in it, whatever the filters: what would be here, and where it comes from. */
  empty: { icon: Icon; text: string };
  /** The row of a record. */
  children: (item: Item) => ReactNode;
}

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f'];

/** The records of a list in a table, or why there are none. */
export function RecordTable<Item>({ list, noun, columns, className, filters, empty, children }: Props<Item>) {
  const { items, total, stale, more, loadMore, loadingMore, moreError } = list;
  if (!items) {
    if (list.error) {
      return (
        <ErrorState title={`The ${noun.many} could not be loaded`} error={list.error} onRetry={list.retry} />
      );
    }
    return (
      <div role="status">
        <VisuallyHidden>Loading…</VisuallyHidden>
        {ROWS.map((each) => (
          <Skeleton key={each} height={52} mb={8} />
        ))}
      </div>
    );
  }
  if (items.length === 0) {
    if (!filters.any) {
      return (
        <EmptyState icon={empty.icon} title={`No ${noun.many} yet`}>
          {empty.text}
        </EmptyState>
      );
    }
    return (
      <EmptyState
        icon={IconFilterOff}
        title={`No ${noun.one} matches`}
        action={<ClearFilters onClear={filters.clear} />}
      >
        There may be {noun.many} that the search or the filters hide.
      </EmptyState>
    );
  }
  const name = noun.many.charAt(0).toUpperCase() + noun.many.slice(1);
  return (
    <div className={classes.list} aria-busy={stale} data-stale={stale || undefined}>
      <DataTable label={name} className={className} columns={columns}>
        {items.map(children)}
      </DataTable>
      <div className={classes.end}>
        <p>
          {more
            ? `${numberText(items.length)} of ${countText(total, noun.one, noun.many)}`
            : total === 1
              ? 'That is the only one'
              : `That is all of them: ${countText(total, noun.one, noun.many)}`}
        </p>
        {more && (
          <Button variant="default" size="xs" loading={loadingMore} onClick={() => void loadMore()}>
            Show more
          </Button>
        )}
        {moreError !== undefined && (
          <p role="alert" className={classes.moreError}>
            {errorText(moreError)}
          </p>
        )}
      </div>
    </div>
  );
}
