import type { ReactNode } from 'react';
import { Link } from 'wouter';
import table from '../table.module.css';
import { recordHref } from './record-links.ts';
import classes from './records.module.css';

interface CellProps {
  /** The heading of its column, which a card on a phone repeats. */
  label: string;
  className?: string;
  /** In smaller print below. */
  note?: ReactNode;
  children: ReactNode;
}

export function Cell({ label, className, note, children }: CellProps) {
  return (
    <td role="cell" data-label={label} className={className}>
      <div>
        {children}
        {note && <div className={table.second}>{note}</div>}
      </div>
    </td>
  );
}

/** A cycle by its name, which is never broken. */
export function CycleCell({
  label = 'Cycle',
  cycle,
}: {
  label?: string;
  cycle: { id: string; name: string };
}) {
  return (
    <Cell label={label} className={table.nowrap}>
      <Link href={recordHref('cycle', cycle.id)}>{cycle.name}</Link>
    </Cell>
  );
}

/** What a row is about: the link to its record, and a title in smaller print. */
export function NameCell({ href, name, title }: { href: string; name: string; title?: ReactNode }) {
  return (
    <td role="cell" className={classes.nameCell}>
      <Link href={href} className={classes.name}>
        {name}
      </Link>
      {title && <div className={classes.title}>{title}</div>}
    </td>
  );
}
