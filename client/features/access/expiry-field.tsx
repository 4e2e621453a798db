import { TextInput } from '@mantine/core';
import { Choices } from '../../components/action/choices.tsx';
import { useFacility, useNow } from '../../components/facility.ts';
import { fullText } from '../../components/time/instants.ts';
import classes from './access.module.css';
import { expiryAt, LIVES, type Expiry } from './expiry.ts';

interface Props {
  value: Expiry;
  onChange: (value: Expiry) => void;
  error: string | null;
}

/** When a token ends by itself. */
export function ExpiryField({ value, onChange, error }: Props) {
  const { timeZone } = useFacility();
  const now = useNow(60_000);
  const end = expiryAt(value, now, timeZone);
  return (
    <div className={classes.expiry}>
      <p className={classes.label}>Ends after</p>
      <Choices
        label="Ends after"
        choices={LIVES.map((days) => ({
          name: `${days} days`,
          chosen: value.days === days,
          choose: () => onChange({ days, date: '' }),
        }))}
      />
      <TextInput
        type="date"
        label="Or at the end of a day of your choice"
        value={value.date}
        onChange={(event) => onChange({ days: null, date: event.currentTarget.value })}
        error={error}
      />
      <p className={classes.second}>
        {end === null ? 'Choose when it ends, within a year.' : `It ends ${fullText(end, timeZone)}.`}
      </p>
    </div>
  );
}
