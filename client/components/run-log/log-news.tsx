import { VisuallyHidden } from '@mantine/core';
import { useEffect, useEffectEvent, useState } from 'react';
import { countText } from '../count-text.ts';

const TELL_EVERY = 5_000;

/** Tells those who do not see the log that it grows, now and then and in a few words. */
export function LogNews({ last, message }: { last: number; message: string | undefined }) {
  const [told, setTold] = useState(last);
  const [text, setText] = useState('');
  const tell = useEffectEvent(() => {
    setText(`${countText(last - told, 'new line')}. ${message ?? ''}`);
    setTold(last);
  });
  const isNew = last > told;
  useEffect(() => {
    if (!isNew) return undefined;
    const timer = setTimeout(tell, TELL_EVERY);
    return () => clearTimeout(timer);
  }, [isNew]);
  return <VisuallyHidden role="status">{text}</VisuallyHidden>;
}
