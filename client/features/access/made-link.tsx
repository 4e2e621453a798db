import { Button } from '@mantine/core';
import { DialogBody, DialogButtons } from '../../components/action/action-dialog.tsx';
import { useFrame } from '../../components/action/frame.ts';
import { CopyField } from '../../components/copy-field.tsx';

/** A one-time link, shown this once. */
export function MadeLink({ name, url }: { name: string; url: string }) {
  const { close } = useFrame();
  return (
    <DialogBody>
      <p>
        Hand this link to <b>{name}</b> alone: whoever opens it first is signed in as {name}. It works once,
        within 24 hours, and is not shown again.
      </p>
      <CopyField label="One-time link" value={url} />
      <DialogButtons>
        <Button onClick={close}>Done</Button>
      </DialogButtons>
    </DialogBody>
  );
}
