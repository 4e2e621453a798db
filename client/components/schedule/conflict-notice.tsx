import { Button } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp } from '@tabler/icons-react';
import type { ScheduleFactsFragment } from '../../gql/graphql.ts';
import { Notice } from '../notice.tsx';
import classes from './schedule.module.css';
import type { ScheduleEdit } from './use-schedule-edit.ts';

interface Props {
  current: ScheduleFactsFragment;
  edit: ScheduleEdit;
  onChoose: () => void;
}

/** Tells an editor that another person was faster, and lets them choose without losing what they typed. */
export function ConflictNotice({ current, edit, onChoose }: Props) {
  const choose = (how: () => void) => () => {
    how();
    onChoose();
  };
  if (edit.conflict) {
    return (
      <div className={classes.conflict} data-sticky>
        <Notice
          role="alert"
          tone="warn"
          icon={IconAlertTriangle}
          title={
            current.overriddenBy
              ? `${current.overriddenBy} has changed the schedule meanwhile`
              : 'Somebody has reset the schedule meanwhile'
          }
        >
          It is now “{current.text}”. What you typed is still in the fields.
          <div className={classes.choices}>
            <Button size="compact-sm" variant="default" onClick={choose(edit.load)}>
              Load the current schedule
            </Button>
            <Button size="compact-sm" variant="default" onClick={choose(edit.keep)}>
              Go on with mine
            </Button>
          </div>
        </Notice>
      </div>
    );
  }
  if (!edit.restore) return null;
  return (
    <div>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconArrowBackUp size={14} aria-hidden />}
        onClick={edit.restore}
      >
        Back to what I typed
      </Button>
    </div>
  );
}
