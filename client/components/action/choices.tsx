import { Button } from '@mantine/core';
import classes from './action.module.css';

interface Props {
  label: string;
  choices: readonly { name: string; chosen: boolean; choose: () => void }[];
}

/** Common values for a field below or above, one click each. */
export function Choices({ label, choices }: Props) {
  return (
    <div role="group" aria-label={label} className={classes.choices}>
      {choices.map(({ name, chosen, choose }) => (
        <Button key={name} size="compact-sm" variant="default" aria-pressed={chosen} onClick={choose}>
          {name}
        </Button>
      ))}
    </div>
  );
}
