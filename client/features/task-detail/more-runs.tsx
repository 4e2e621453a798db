import { Button } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { useEffect, useEffectEvent } from 'react';
import { errorText } from '../../components/error-text.ts';
import classes from './task-detail.module.css';
import type { useRunHistory } from './use-run-history.ts';

/** Comes before the reader has reached the end. */
const AHEAD = { rootMargin: '300px' };

/** Reads on when it comes near the screen; the button is for the keyboard, and for another try. */
export function MoreRuns({ history }: { history: ReturnType<typeof useRunHistory> }) {
  const { more, loadMore, loadingMore, moreError } = history;
  const { ref, entry } = useIntersection<HTMLDivElement>(AHEAD);
  const near = entry?.isIntersecting ?? false;
  const readOn = useEffectEvent(() => void loadMore());
  useEffect(() => {
    if (near && more && !loadingMore && moreError === undefined) readOn();
  }, [near, more, loadingMore, moreError]);
  if (!more) return null;
  return (
    <div ref={ref} className={classes.more}>
      {moreError !== undefined && <p role="alert">{errorText(moreError)}</p>}
      <Button variant="default" size="xs" loading={loadingMore} onClick={() => void loadMore()}>
        Show more
      </Button>
    </div>
  );
}
