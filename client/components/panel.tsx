import type { ReactNode } from 'react';
import { useId } from 'react';
import classes from './panel.module.css';

interface Props {
  title: ReactNode;
  /** Beside the title, at the right. */
  aside?: ReactNode;
  /** No inner padding: for tables and logs that go to the edge. */
  flush?: boolean;
  children: ReactNode;
}

/** A titled surface; a region that screen readers can jump to. */
export function Panel({ title, aside, flush, children }: Props) {
  const id = useId();
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 id={id}>{title}</h2>
        {aside && <div className={classes.aside}>{aside}</div>}
      </div>
      <div className={flush ? undefined : classes.body}>{children}</div>
    </section>
  );
}
