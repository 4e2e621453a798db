import { Link } from 'wouter';
import { Fact, Facts } from '../../components/fact.tsx';
import { useFacility } from '../../components/facility.ts';
import { listHref } from '../../components/records/record-links.ts';
import { fullText } from '../../components/time/instants.ts';
import type { AuditFactsFragment } from '../../gql/graphql.ts';
import classes from './audit.module.css';
import { changesOf, type Change } from './changes.ts';

interface ChangesProps {
  changes: Change[];
  /** Whether there was a subject before, and is one after. */
  had: boolean;
  has: boolean;
}

function Changes({ changes, had, has }: ChangesProps) {
  return (
    <table className={classes.changes} aria-label="What changed">
      <thead>
        <tr>
          <th>Field</th>
          {had && <th>Before</th>}
          {has && <th>After</th>}
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row">{field}</th>
            {had && <td>{before}</td>}
            {has && <td>{after}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What an act changed, field by field, and what else is known of it. */
export function AuditDetails({ entry }: { entry: AuditFactsFragment }) {
  const { timeZone } = useFacility();
  const { id, at, before, after, agent, subjectType, subjectId } = entry;
  // How somebody signed in stands in the text already, and is no change of anything.
  const changes = entry.action === 'signIn' ? [] : changesOf(before, after, timeZone);
  return (
    <details className={classes.details}>
      <summary>Details</summary>
      {changes.length > 0 && <Changes changes={changes} had={before !== null} has={after !== null} />}
      <Facts>
        <Fact name="Entry">
          {id}, {fullText(Date.parse(at), timeZone)}
        </Fact>
        {subjectType && subjectId !== null && (
          <Fact name="Subject">
            <Link href={listHref('/audit', { subject: subjectType, id: subjectId })}>
              All about {subjectType.toLowerCase()} {subjectId}
            </Link>
          </Fact>
        )}
        <Fact name="Client">{agent ?? 'It did not say'}</Fact>
      </Facts>
    </details>
  );
}
