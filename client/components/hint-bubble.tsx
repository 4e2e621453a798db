import { Tooltip } from '@mantine/core';
import { useEffect, useId } from 'react';

/** The hint of one element, beside it and as its description. */
export default function HintBubble({ element }: { element: HTMLElement }) {
  const id = useId();
  useEffect(() => {
    element.setAttribute('aria-describedby', id);
    return () => element.removeAttribute('aria-describedby');
  }, [element, id]);
  return (
    <Tooltip
      opened
      interactive
      withArrow
      multiline
      maw={320}
      // A hint may have lines.
      style={{ whiteSpace: 'pre-line' }}
      target={element}
      label={<span id={id}>{element.dataset.hint}</span>}
    />
  );
}
