import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Notice } from '../../components/notice.tsx';
import classes from './sign-in.module.css';

/** Why the sign-in was refused. The keyboard goes there, so that it is read before the next try, which takes it away. */
export function Refusal({ text }: { text: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1} className={classes.refusal}>
      <Notice tone="bad" icon={IconAlertTriangle} title={text} role="alert" />
    </div>
  );
}
