import { TextInput } from '@mantine/core';
import { Choices } from '../action/choices.tsx';
import { useFacility, useNow } from '../facility.ts';
import { fullText } from '../time/instants.ts';
import { commonEnds, fromLocal } from '../time/local.ts';
import { relativeText } from '../time/relative.ts';
import classes from './pause-task.module.css';

/** What the field holds: an instant, nothing (null), or something that cannot be used. */
export function readUntil(
  text: string,
  now: number,
  zone: string,
): { until: number | null; problem?: string } {
  if (!text) return { until: null };
  const until = fromLocal(text, zone);
  if (until === null) return { until, problem: 'Enter a date and a time.' };
  return until > now ? { until } : { until, problem: 'This moment is past: choose a later one.' };
}

interface Props {
  value: string;
  onChange: (value: string) => void;
}

/** When the pause ends by itself, on the facility's clock whatever the clock of this machine says. */
export function UntilField({ value, onChange }: Props) {
  const { timeZone } = useFacility();
  const now = useNow(1_000);
  const { until, problem } = readUntil(value, now, timeZone);
  return (
    <div className={classes.until}>
      <TextInput
        type="datetime-local"
        label="Until"
        description={`Optional. Time in ${timeZone}.`}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={problem}
      />
      <Choices
        label="Common ends"
        choices={[{ name: 'No end', local: '' }, ...commonEnds(now, timeZone)].map(({ name, local }) => ({
          name,
          chosen: value === local,
          choose: () => onChange(local),
        }))}
      />
      <p className={classes.reading}>
        {until !== null && !problem && `${fullText(until, timeZone)}, ${relativeText(until, now)}`}
      </p>
    </div>
  );
}
