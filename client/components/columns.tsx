import type { ReactNode } from 'react';
import classes from './columns.module.css';

/** What a page is about, and beside it the facts about it; on a narrow screen below it. */
export function Columns({ main, aside }: { main: ReactNode; aside: ReactNode }) {
  return (
    <div className={classes.columns}>
      <div className={classes.main}>{main}</div>
      <aside className={classes.aside}>{aside}</aside>
    </div>
  );
}
