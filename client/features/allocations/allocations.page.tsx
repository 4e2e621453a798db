import { IconCalendarCheck } from '@tabler/icons-react';
import { PageHeader } from '../../components/page-header.tsx';
import { ALLOCATION_COLUMNS, AllocationCells } from '../../components/records/allocation-cells.tsx';
import { CycleCell, NameCell } from '../../components/records/cell.tsx';
import { RecordFilterBar, type Choice } from '../../components/records/record-filters.tsx';
import { recordHref } from '../../components/records/record-links.ts';
import { RecordTable } from '../../components/records/record-table.tsx';
import { useBeamlineOptions, useCycleOptions } from '../../components/records/use-choices.ts';
import { useRecordFilters } from '../../components/records/use-record-filters.ts';
import { useRecordList } from '../../components/records/use-record-list.ts';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import { AllocationsDocument } from '../../gql/graphql.ts';
import classes from './allocations.module.css';

const COLUMNS = ['Project', 'Cycle', ...ALLOCATION_COLUMNS];
const KEYS = ['cycle', 'facility'] as const;

export default function AllocationsPage() {
  useDocumentTitle('Allocations');
  const filters = useRecordFilters(KEYS);
  const { cycle, facility } = filters.values;
  const list = useRecordList(AllocationsDocument, 'allocations', { cycle, facility });
  const choices: Choice<(typeof KEYS)[number]>[] = [
    { key: 'cycle', label: 'Cycle', all: 'All cycles', options: useCycleOptions() },
    { key: 'facility', label: 'Beamline', all: 'All beamlines', options: useBeamlineOptions() },
  ];
  return (
    <>
      <PageHeader title="Allocations" back={{ to: '/projects', text: 'Projects' }}>
        Shifts granted to projects, by beamline and cycle, newest first. 0 shifts is a grant, too.
      </PageHeader>
      <RecordFilterBar filters={filters} choices={choices} />
      <RecordTable
        list={list}
        noun={{ one: 'allocation', many: 'allocations' }}
        columns={COLUMNS}
        className={classes.table}
        filters={filters}
        empty={{
          icon: IconCalendarCheck,
          text: 'They come with the projects that are made from approved submissions.',
        }}
      >
        {(allocation) => (
          <tr role="row" key={allocation.id}>
            <NameCell
              href={recordHref('project', allocation.project.id)}
              name={allocation.project.code}
              title={allocation.project.title}
            />
            <CycleCell cycle={allocation.cycle} />
            <AllocationCells allocation={allocation} />
          </tr>
        )}
      </RecordTable>
    </>
  );
}
