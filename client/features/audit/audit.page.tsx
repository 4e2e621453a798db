import { useQuery } from '@apollo/client/react';
import { IconHistory } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useMemo } from 'react';
import { ACTIONS } from '../../components/audit/act-words.ts';
import { OUTCOMES } from '../../components/audit/outcomes.ts';
import { useFacility } from '../../components/facility.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { RecordFilterBar, type Choice } from '../../components/records/record-filters.tsx';
import { oneOf, stateChoices } from '../../components/records/record-states.ts';
import { RecordTable } from '../../components/records/record-table.tsx';
import { useRecordFilters } from '../../components/records/use-record-filters.ts';
import { usePagedList } from '../../components/records/use-record-list.ts';
import { addDays } from '../../components/time/dates.ts';
import { fromLocal } from '../../components/time/local.ts';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import { AuditPageDocument, TaskChoicesDocument, type AuditSubject } from '../../gql/graphql.ts';
import { AuditRow } from './audit-row.tsx';
import classes from './audit.module.css';

const COLUMNS = ['When', 'Who', 'What', 'From', 'Outcome'];
const KEYS = ['action', 'outcome', 'subject', 'id', 'task', 'since', 'until'] as const;

const SUBJECTS: Record<AuditSubject, { label: string }> = {
  TASK: { label: 'Tasks' },
  RUN: { label: 'Runs' },
  MESSAGE: { label: 'Messages' },
  ACCOUNT: { label: 'Accounts' },
  TOKEN: { label: 'Tokens' },
};

/** Nothing announces sign-ins and what was refused. */
const READ_AGAIN_EVERY = 10_000;

/** The start of a date at the facility, so many days later; undefined for what is no date. */
function startOf(date: string | undefined, daysLater: number, zone: string): string | undefined {
  if (!date || !/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(Date.parse(date))) return undefined;
  const at = fromLocal(`${addDays(date, daysLater)}T00:00`, zone);
  return at === null ? undefined : new Date(at).toISOString();
}

/** Reads the list again from time to time, as long as somebody looks at it. */
function useWatched(readAgain: () => Promise<unknown>): void {
  const onTime = useEffectEvent(() => {
    if (document.visibilityState === 'visible') void readAgain().catch(() => undefined);
  });
  useEffect(() => {
    const timer = setInterval(() => onTime(), READ_AGAIN_EVERY);
    return () => clearInterval(timer);
  }, []);
}

export default function AuditPage() {
  useDocumentTitle('Audit');
  const { timeZone } = useFacility();
  const filters = useRecordFilters(KEYS);
  const { q, action, outcome, subject, id, task, since, until } = filters.values;
  const list = usePagedList(AuditPageDocument, 'auditEntries', {
    search: q,
    action,
    outcome: oneOf(OUTCOMES, outcome),
    subjectType: oneOf(SUBJECTS, subject),
    subjectId: id,
    task,
    since: startOf(since, 0, timeZone),
    until: startOf(until, 1, timeZone),
  });
  useWatched(list.readAgain);

  const { data } = useQuery(TaskChoicesDocument);
  const labels = useMemo(() => new Map(data?.tasks.map(({ name, label }) => [name, label])), [data]);
  const taskLabel = (name: string) => labels.get(name) ?? name;
  const tasks = [...labels].map(([value, label]) => ({ value, label }));
  // One that was removed from the program has its past all the same.
  if (task && !labels.has(task)) tasks.push({ value: task, label: task });

  const choices: Choice<(typeof KEYS)[number]>[] = [
    {
      key: 'action',
      label: 'Action',
      all: 'Any action',
      options: stateChoices(ACTIONS),
    },
    { key: 'outcome', label: 'Outcome', all: 'Any outcome', options: stateChoices(OUTCOMES) },
    { key: 'subject', label: 'Subject', all: 'Any subject', options: stateChoices(SUBJECTS) },
    { key: 'task', label: 'Task', all: 'All tasks', options: tasks },
    { key: 'since', label: 'From', date: true },
    { key: 'until', label: 'To', date: true },
  ];
  return (
    <>
      <PageHeader title="Audit">
        Who did what here, newest first. Entries are only ever added: nobody can change or remove one.
      </PageHeader>
      <RecordFilterBar
        filters={filters}
        search={{ label: 'Search the audit', placeholder: 'Search who, subject or address' }}
        choices={choices}
      />
      <RecordTable
        list={list}
        noun={{ one: 'entry', many: 'entries' }}
        columns={COLUMNS}
        className={classes.table}
        filters={filters}
        empty={{
          icon: IconHistory,
          text: 'Every change, sign-in and use of a token that was refused appears here.',
        }}
      >
        {(entry) => <AuditRow key={entry.id} entry={entry} taskLabel={taskLabel} />}
      </RecordTable>
    </>
  );
}
