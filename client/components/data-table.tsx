import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './table.module.css';

interface Props {
  label: string;
  /** Lays the columns out, and on a phone the cells. */
  className?: string;
  columns: readonly string[];
  /** Without a frame of its own: for a table in a panel. */
  bare?: boolean;
  /** The rows. */
  children: ReactNode;
}

/** A table in its frame. The roles are spelled out, since on a phone the layout takes the browser's own away. */
export function DataTable({ label, className, columns, bare, children }: Props) {
  return (
    <div className={bare ? classes.bare : classes.frame}>
      <table role="table" className={`${classes.table} ${className ?? ''}`}>
        <VisuallyHidden component="caption">{label}</VisuallyHidden>
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
