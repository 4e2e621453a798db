import { IconAlertTriangle } from '@tabler/icons-react';
import { errorText } from '../error-text.ts';
import { Notice } from '../notice.tsx';

interface Props {
  /** What did not happen. */
  title: string;
  /** Why; nothing is shown without one. */
  error: Error | undefined;
}

/** Says in a dialog that its action was refused, and why. */
export function Refused({ title, error }: Props) {
  if (!error) return null;
  return (
    <Notice tone="bad" icon={IconAlertTriangle} title={title} role="alert">
      {errorText(error)}
    </Notice>
  );
}
