import { Link } from 'wouter';
import type { AuditFactsFragment } from '../../gql/graphql.ts';
import { actWords, type TaskLabel } from './act-words.ts';
import classes from './audit.module.css';

interface Props {
  entry: AuditFactsFragment;
  taskLabel: TaskLabel;
  /** No links: where the reader is on the task's page already. */
  plain?: boolean;
}

/** What somebody did, in words, with a link to what it was done to. */
export function ActText({ entry, taskLabel, plain = false }: Props) {
  const { words, object } = actWords(entry, taskLabel);
  const [front = '', back = ''] = words.split('{}');
  return (
    <span className={classes.act}>
      {front}
      {object &&
        (object.href && !plain ? <Link href={object.href}>{object.text}</Link> : <b>{object.text}</b>)}
      {back}
    </span>
  );
}
