import type { ReactNode } from 'react';
import { Link } from 'wouter';
import table from '../table.module.css';
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

/** What a row is about: the link to its record, and a title in smaller print. */
export function NameCell({ href, name, title }: { href: string; name: ReactNode; title?: ReactNode }) {
  return (
    <td role="cell" className={classes.nameCell}>
      <Link href={href} className={classes.name}>
        {name}
      </Link>
      {title && <div className={classes.title}>{title}</div>}
    </td>
  );
}
