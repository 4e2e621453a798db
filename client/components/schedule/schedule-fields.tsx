import { TextInput } from '@mantine/core';
import { Choices } from '../action/choices.tsx';
import { EXAMPLES, type Parts } from './schedule-parts.ts';
import classes from './schedule.module.css';

const FIELDS: readonly { name: keyof Parts; label: string; hint: string }[] = [
  {
    name: 'every',
    label: 'Every',
    hint: 'Time between runs: PT15M is 15 minutes, PT1H an hour, P1D a day, P7D a week, P1M a month.',
  },
  {
    name: 'at',
    label: 'At',
    hint: 'Time of day, such as 02:00. Only with whole days, weeks, months or years; alone it means daily.',
  },
  {
    name: 'retryAfter',
    label: 'Retry after',
    hint: 'From the start of a failed run to the next try, such as PT5M. Empty: it waits for its next time.',
  },
];

interface Props {
  fields: Parts;
  problems: readonly { field: string; message: string }[];
  zone: string;
  readOnly: boolean;
  onChange: (part: Partial<Parts>) => void;
}

export function ScheduleFields({ fields, problems, zone, readOnly, onChange }: Props) {
  return (
    <div className={classes.fields}>
      {!readOnly && (
        <Choices
          label="Examples"
          choices={EXAMPLES.map(({ name, every, at }) => ({
            name,
            chosen: fields.every === every && fields.at === at,
            choose: () => onChange({ every, at }),
          }))}
        />
      )}
      {FIELDS.map(({ name, label, hint }, index) => (
        <TextInput
          key={name}
          label={name === 'at' ? `${label} (${zone})` : label}
          description={hint}
          value={fields[name]}
          readOnly={readOnly}
          onChange={(event) => onChange({ [name]: event.currentTarget.value })}
          error={problems.find((problem) => problem.field === name)?.message}
          autoComplete="off"
          spellCheck={false}
          data-autofocus={index === 0 || undefined}
        />
      ))}
    </div>
  );
}
