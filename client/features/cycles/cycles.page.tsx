import { Button, Checkbox } from '@mantine/core';
import { IconCalendarOff } from '@tabler/icons-react';
import { useSearchParams } from 'wouter';
import { DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { useFacility, useNow } from '../../components/facility.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { PageSkeleton } from '../../components/page-skeleton.tsx';
import { dateIn } from '../../components/time/instants.ts';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import { CycleRow } from './cycle-row.tsx';
import { sortCycles, type Cycle } from './cycle-states.ts';
import { TimelineLegend } from './cycle-timeline.tsx';
import classes from './cycles.module.css';
import { useCycles } from './use-cycles.ts';

const COLUMNS = [
  'Cycle',
  'State',
  'Call opens',
  'Call closes',
  'Reviews due',
  'Allocation',
  'Start',
  'Last day',
  'Next change',
];

function CycleTable({ cycles }: { cycles: readonly Cycle[] }) {
  const { timeZone } = useFacility();
  const today = dateIn(timeZone, useNow());
  return (
    <DataTable label="Cycles" className={classes.table} columns={COLUMNS}>
      {cycles.map((cycle) => (
        <CycleRow key={cycle.id} cycle={cycle} today={today} />
      ))}
    </DataTable>
  );
}

export default function CyclesPage() {
  useDocumentTitle('Cycles');
  const { cycles, error, refetch } = useCycles();
  const [params, setParams] = useSearchParams();
  const archived = params.get('archived') === 'true';
  const showArchived = (show: boolean) => setParams(show ? { archived: 'true' } : {}, { replace: true });

  if (!cycles) {
    if (!error) return <PageSkeleton />;
    return (
      <ErrorState page title="The cycles could not be loaded" error={error} onRetry={() => void refetch()} />
    );
  }

  const shown = sortCycles(cycles.filter((cycle) => archived || cycle.state !== 'ARCHIVED'));
  const over = cycles.filter((cycle) => cycle.state === 'ARCHIVED').length;
  return (
    <>
      <PageHeader
        title="Cycles"
        actions={
          <Checkbox
            label={`Show archived (${over})`}
            checked={archived}
            onChange={(event) => showArchived(event.currentTarget.checked)}
          />
        }
      >
        Each date takes effect at 00:00, so a call accepts submissions until the end of the day before it
        closes.
      </PageHeader>
      {shown.length > 0 ? (
        <>
          <CycleTable cycles={shown} />
          <TimelineLegend />
        </>
      ) : over > 0 ? (
        <EmptyState
          icon={IconCalendarOff}
          title="No current or coming cycle"
          action={
            <Button variant="default" onClick={() => showArchived(true)}>
              Show archived
            </Button>
          }
        >
          All cycles are archived. The task Create Cycles adds the coming ones.
        </EmptyState>
      ) : (
        <EmptyState icon={IconCalendarOff} title="No cycles yet">
          The task Create Cycles adds the cycles of every active cycle type.
        </EmptyState>
      )}
    </>
  );
}
