import { UnstyledButton } from '@mantine/core';
import {
  IconAlertTriangle,
  IconClockExclamation,
  IconPlayerPause,
  IconPlayerPlay,
  type Icon,
} from '@tabler/icons-react';
import type { Tone } from '../../components/badge.tsx';
import { numberText } from '../../components/count-text.ts';
import { CONDITIONS, type Condition } from './conditions.ts';
import classes from './summary-strip.module.css';

const LOOKS: Record<Condition, { label: string; tone: Tone; icon: Icon }> = {
  running: { label: 'Running', tone: 'run', icon: IconPlayerPlay },
  failed: { label: 'Failed in 24 h', tone: 'bad', icon: IconAlertTriangle },
  overdue: { label: 'Overdue', tone: 'bad', icon: IconClockExclamation },
  paused: { label: 'Paused', tone: 'warn', icon: IconPlayerPause },
};

interface Props {
  counts: Record<Condition, number>;
  chosen: readonly Condition[];
  onChoose: (condition: Condition, chosen: boolean) => void;
}

/** How many tasks are in which condition; a click shows only those, another one all again. */
export function SummaryStrip({ counts, chosen, onChoose }: Props) {
  return (
    <div role="group" aria-label="Summary" className={classes.strip}>
      {CONDITIONS.map((condition) => {
        const { label, tone, icon: ConditionIcon } = LOOKS[condition];
        const pressed = chosen.includes(condition);
        return (
          <UnstyledButton
            key={condition}
            className={classes.condition}
            data-tone={counts[condition] > 0 ? tone : undefined}
            aria-pressed={pressed}
            onClick={() => onChoose(condition, !pressed)}
          >
            <ConditionIcon size={18} aria-hidden />
            <span className={classes.count}>{numberText(counts[condition])}</span>
            <span className={classes.label}>{label}</span>
          </UnstyledButton>
        );
      })}
    </div>
  );
}
