import { IconFlask } from '@tabler/icons-react';
import { Link } from 'wouter';
import { PageHeader } from '../../components/page-header.tsx';
import { Cell, CycleCell, NameCell } from '../../components/records/cell.tsx';
import { Day } from '../../components/records/day.tsx';
import { RecordFilterBar, type Choice } from '../../components/records/record-filters.tsx';
import { listHref, recordHref } from '../../components/records/record-links.ts';
import { oneOf, PROJECT_STATES, stateChoices } from '../../components/records/record-states.ts';
import { RecordTable } from '../../components/records/record-table.tsx';
import { StateBadge } from '../../components/records/state-badge.tsx';
import { useCycleOptions } from '../../components/records/use-choices.ts';
import { useRecordFilters } from '../../components/records/use-record-filters.ts';
import { useRecordList } from '../../components/records/use-record-list.ts';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import { ProjectsDocument, type ProjectsQuery } from '../../gql/graphql.ts';
import classes from './projects.module.css';

type Project = ProjectsQuery['projects']['edges'][number]['node'];

const COLUMNS = ['Project', 'Spokesperson', 'First cycle', 'Access pool', 'First day', 'Last day', 'State'];
const KEYS = ['state', 'cycle'] as const;

function ProjectRow({ project }: { project: Project }) {
  const { id, code, title, spokesperson, cycle, pool, startDate, endDate, state } = project;
  return (
    <tr role="row" data-muted={state === 'OVER' || undefined}>
      <NameCell href={recordHref('project', id)} name={code} title={title} />
      <Cell label="Spokesperson">{spokesperson.name}</Cell>
      <CycleCell label="First cycle" cycle={cycle} />
      <Cell label="Access pool">{pool.name}</Cell>
      <Cell label="First day">
        <Day date={startDate} />
      </Cell>
      <Cell label="Last day">
        <Day date={endDate} />
      </Cell>
      <Cell label="State">
        <StateBadge state={PROJECT_STATES[state]} />
      </Cell>
    </tr>
  );
}

export default function ProjectsPage() {
  useDocumentTitle('Projects');
  const filters = useRecordFilters(KEYS);
  const { q, state, cycle } = filters.values;
  const list = useRecordList(ProjectsDocument, 'projects', {
    search: q,
    state: oneOf(PROJECT_STATES, state),
    cycle,
  });
  const choices: Choice<(typeof KEYS)[number]>[] = [
    { key: 'state', label: 'State', all: 'Any state', options: stateChoices(PROJECT_STATES) },
    { key: 'cycle', label: 'First cycle', all: 'Any first cycle', options: useCycleOptions() },
  ];
  return (
    <>
      <PageHeader title="Projects">
        Approved proposals that may use beam time, newest first. What they were granted is in the{' '}
        <Link href={listHref('/allocations', { cycle })}>allocations</Link>.
      </PageHeader>
      <RecordFilterBar
        filters={filters}
        search={{ label: 'Search projects', placeholder: 'Search code, title or spokesperson' }}
        choices={choices}
      />
      <RecordTable
        list={list}
        noun={{ one: 'project', many: 'projects' }}
        columns={COLUMNS}
        className={classes.table}
        filters={filters}
        empty={{
          icon: IconFlask,
          text: 'The tasks Create Call Projects and Create Non-Call Projects make them from approved submissions.',
        }}
      >
        {(project) => <ProjectRow key={project.id} project={project} />}
      </RecordTable>
    </>
  );
}
