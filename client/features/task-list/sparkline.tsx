import { memo } from 'react';
import { Link } from 'wouter';
import { chartText, drawChart, HEIGHT, lengthText, WIDTH, type Mark } from './chart.ts';
import classes from './sparkline.module.css';

interface Props {
  /** The task's page, which shows more of them. */
  href: string;
  /** Undefined while they are read; their place is kept. */
  marks: readonly Mark[] | undefined;
}

/** The last runs of a task: a bar each, as high as it was long, with shape and colour telling how it ended. */
export const Sparkline = memo(function Sparkline({ href, marks }: Props) {
  if (!marks) return <div className={classes.place} />;
  if (marks.length === 0) return <div className={classes.place}>No runs yet</div>;
  const text = chartText(marks);
  return (
    <Link href={href} className={classes.place} data-hint={`${text}\n${lengthText(marks)}`}>
      <svg role="img" aria-label={text} width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
        {drawChart(marks).map(({ kind, path }) => (
          <path key={kind} d={path} data-kind={kind} />
        ))}
      </svg>
    </Link>
  );
});
