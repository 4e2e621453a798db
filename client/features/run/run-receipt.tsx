import { Button } from '@mantine/core';
import { IconReceipt } from '@tabler/icons-react';
import { announce } from '../../components/announcer.tsx';
import { copyText } from '../../components/copy-text.ts';
import { useFacility } from '../../components/facility.ts';
import { usePrinting } from '../../components/use-printing.ts';
import { receipt, type Run } from './run-texts.ts';
import classes from './run.module.css';

/** The same on paper, where "3 min ago" says nothing. */
export function PrintedReceipt({ run }: { run: Run }) {
  const { timeZone } = useFacility();
  const printing = usePrinting();
  if (!printing) return null;
  return <p className={classes.receipt}>{receipt(run, timeZone, addressOf(run))}</p>;
}

const addressOf = ({ id }: Run) => `${location.origin}/runs/${id}`;

/** Copies what the run was, in sentences, to paste into a mail. */
export function ReceiptButton({ run }: { run: Run }) {
  const { timeZone } = useFacility();
  const copy = () =>
    void copyText(receipt(run, timeZone, addressOf(run))).then((isCopied) =>
      announce(isCopied ? 'Copied: what this run was, in sentences' : 'The browser did not allow copying.'),
    );
  return (
    <Button
      data-hint="Copy what this run was, in sentences to pass on"
      variant="default"
      size="sm"
      leftSection={<IconReceipt size={14} aria-hidden />}
      onClick={copy}
    >
      Copy receipt
    </Button>
  );
}
