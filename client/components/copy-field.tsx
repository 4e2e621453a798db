import { Button, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import classes from './copy-field.module.css';

interface Props {
  label: string;
  value: string;
}

/** Text to take along. Browsers give pages the clipboard only over HTTPS, so elsewhere the old way must do. */
export function CopyField({ label, value }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<'copied' | 'selected'>();
  const copyBySelection = () => {
    field.current?.focus();
    field.current?.select();
    // oxlint-disable-next-line typescript/no-deprecated -- the only way there is without HTTPS
    setOutcome(document.execCommand('copy') ? 'copied' : 'selected');
  };
  const copy = () => {
    // Typed as if it were always there.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    if (!clipboard) return copyBySelection();
    return void clipboard.writeText(value).then(() => setOutcome('copied'), copyBySelection);
  };
  return (
    <div className={classes.row}>
      <TextInput
        ref={field}
        className={classes.field}
        label={label}
        value={value}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button
        variant="default"
        leftSection={
          outcome === 'copied' ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />
        }
        onClick={copy}
        data-autofocus
      >
        {outcome === 'copied' ? 'Copied' : 'Copy'}
      </Button>
      <p role="status" className={classes.hint}>
        {outcome === 'selected' && 'It is selected: press Ctrl+C or ⌘C.'}
      </p>
    </div>
  );
}
