import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Instant } from '../../components/instant.tsx';
import { Panel } from '../../components/panel.tsx';
import { listHref } from '../../components/records/record-links.ts';
import { REVIEW_STATES, SUBMISSION_STATES, type ShownState } from '../../components/records/record-states.ts';
import { countText, numberText } from '../../components/count-text.ts';
import records from '../../components/records/records.module.css';
import { StateBadge } from '../../components/records/state-badge.tsx';
import type { CyclePageQuery } from '../../gql/graphql.ts';
import classes from './cycles.module.css';

type Cycle = NonNullable<CyclePageQuery['cycle']>;

interface ByStateProps<State extends string> {
  title: string;
  noun: string;
  path: string;
  cycleId: string;
  states: Record<State, ShownState>;
  counts: readonly { state: State; count: number }[];
}

/** How many records of a cycle are in each state; each number leads to them. */
function ByState<State extends string>({ title, noun, path, cycleId, states, counts }: ByStateProps<State>) {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  return (
    <Panel
      title={title}
      aside={total > 0 && <Link href={listHref(path, { cycle: cycleId })}>All {countText(total, noun)}</Link>}
    >
      {total === 0 ? (
        <p className={records.quiet}>No {noun}s yet.</p>
      ) : (
        <ul className={classes.counts}>
          {counts.map(({ state, count }) => (
            <li key={state}>
              <StateBadge state={states[state]} />
              <span className={classes.bar} aria-hidden>
                <i data-tone={states[state].tone} style={{ width: `${(count / total) * 100}%` }} />
              </span>
              {count === 0 ? (
                <span className={records.quiet}>0</span>
              ) : (
                <Link
                  href={listHref(path, { cycle: cycleId, state })}
                  aria-label={`${countText(count, noun)}: ${states[state].label}`}
                >
                  {numberText(count)}
                </Link>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Total({ name, children }: { name: string; children: ReactNode }) {
  return (
    <li>
      <span>{name}</span>
      {children}
    </li>
  );
}

/** What a cycle has in it, and where that can be seen. */
export function CycleCounts({ cycle }: { cycle: Cycle }) {
  const { id, submissionCounts, reviewCounts, projectCount, allocationCount, resultsNotifiedAt } = cycle;
  return (
    <>
      <ByState
        title="Submissions"
        noun="submission"
        path="/submissions"
        cycleId={id}
        states={SUBMISSION_STATES}
        counts={submissionCounts}
      />
      <ByState
        title="Reviews"
        noun="review"
        path="/reviews"
        cycleId={id}
        states={REVIEW_STATES}
        counts={reviewCounts}
      />
      <Panel title="Beam time">
        <ul className={classes.totals}>
          <Total name="Projects that begin in it">
            <Link href={listHref('/projects', { cycle: id })}>{countText(projectCount, 'project')}</Link>
          </Total>
          <Total name="Shifts granted in it">
            <Link href={listHref('/allocations', { cycle: id })}>
              {countText(allocationCount, 'allocation')}
            </Link>
          </Total>
          <Total name="Results of its call">
            {resultsNotifiedAt ? (
              <span>
                sent <Instant at={resultsNotifiedAt} as="both" />
              </span>
            ) : (
              <span className={records.quiet}>not sent yet</span>
            )}
          </Total>
        </ul>
      </Panel>
    </>
  );
}
