import type { ReactNode } from 'react';
import classes from './table.module.css';

interface Props {
  label: string;
  /** Lays the columns out, and on a phone the cells. */
  className: string | undefined;
  columns: readonly string[];
  /** The rows. */
  children: ReactNode;
}

/** A table in its frame. The roles are spelled out, since on a phone the layout takes the browser's own away. */
export function DataTable({ label, className, columns, children }: Props) {
  return (
    <div className={classes.frame}>
      <table role="table" className={`${classes.table} ${className}`} aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th key={column} role="columnheader">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">{children}</tbody>
      </table>
    </div>
  );
}
