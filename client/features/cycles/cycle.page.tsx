import { useFacility, useNow } from '../../components/facility.ts';
import { Instant } from '../../components/instant.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Panel } from '../../components/panel.tsx';
import { Columns } from '../../components/columns.tsx';
import { RecordPage } from '../../components/records/record-page.tsx';
import records from '../../components/records/records.module.css';
import { StateBadge } from '../../components/records/state-badge.tsx';
import { useRecord } from '../../components/records/use-record.ts';
import { dateIn } from '../../components/time/instants.ts';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import { CyclePageDocument, type CyclePageQuery } from '../../gql/graphql.ts';
import { CycleCounts } from './cycle-counts.tsx';
import { CycleDates } from './cycle-dates.tsx';
import { CYCLE_STATES, nextChangeText, transitionText } from './cycle-states.ts';
import classes from './cycles.module.css';

type Cycle = NonNullable<CyclePageQuery['cycle']>;

function Transitions({ transitions }: Pick<Cycle, 'transitions'>) {
  return (
    <Panel title="Changes of state">
      {transitions.length === 0 ? (
        <p className={records.quiet}>
          None is recorded. Cycle Lifecycle changes the state on the dates above.
        </p>
      ) : (
        <ol className={classes.transitions}>
          {transitions.map((transition) => (
            <li key={transition.at}>
              <span>{transitionText(transition)}</span>
              <span className={records.quiet}>
                <Instant at={transition.at} as="both" />
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

function CycleView({ cycle }: { cycle: Cycle }) {
  const { name, type, state } = cycle;
  const { timeZone } = useFacility();
  const today = dateIn(timeZone, useNow());
  const change = nextChangeText(cycle, today);
  useDocumentTitle(`Cycle ${name}`);
  return (
    <>
      <PageHeader
        title={`Cycle ${name}`}
        back={{ to: '/cycles', text: 'Cycles' }}
        badges={<StateBadge state={CYCLE_STATES[state]} />}
      >
        {type.name} · {change ? `${change.text} (${change.day})` : 'No further change'}
      </PageHeader>
      <div className={classes.page}>
        <CycleDates cycle={cycle} today={today} />
        <Columns main={<CycleCounts cycle={cycle} />} aside={<Transitions {...cycle} />} />
      </div>
    </>
  );
}

export default function CyclePage({ id }: { id: string }) {
  const { data, error, retry } = useRecord(CyclePageDocument, id);
  return (
    <RecordPage noun="cycle" item={data?.cycle} error={error} retry={retry}>
      {(cycle) => <CycleView cycle={cycle} />}
    </RecordPage>
  );
}
