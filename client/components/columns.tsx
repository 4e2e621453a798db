import type { ReactNode } from 'react';
import classes from './columns.module.css';

interface Props {
  main: ReactNode;
  aside: ReactNode;
  /** What goes on below `main`, and is so long that on a narrow screen it comes last. */
  below?: ReactNode;
}

/** What a page is about, and beside it the facts about it; on a narrow screen below it. */
export function Columns({ main, aside, below }: Props) {
  return (
    <div className={classes.columns} data-goes-on={below !== undefined || undefined}>
      <div className={classes.main}>{main}</div>
      <aside className={classes.aside}>{aside}</aside>
      {below !== undefined && <div className={classes.below}>{below}</div>}
    </div>
  );
}
