import { Button, Checkbox } from '@mantine/core';
import { ActionDialog, DialogBody, DialogButtons } from '../../components/action/action-dialog.tsx';
import { useFrame } from '../../components/action/frame.ts';
import { useFacility } from '../../components/facility.ts';
import { placesFor } from '../places.ts';
import { MODIFIER } from './modifier.ts';
import classes from './shortcuts.module.css';
import { setSingleKeys, useSingleKeys } from './single-keys.ts';

function Keys({ title, keys }: { title: string; keys: readonly (readonly [readonly string[], string])[] }) {
  return (
    <section className={classes.section}>
      <h3>{title}</h3>
      <dl>
        {keys.map(([pressed, does]) => (
          <div key={does}>
            <dt>
              {pressed.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Content() {
  const { close } = useFrame();
  const { role } = useFacility().viewer;
  const on = useSingleKeys();
  return (
    <DialogBody>
      <Keys title="Anywhere" keys={[[[MODIFIER, 'K'], 'Search pages, tasks and actions']]} />
      <div className={classes.singles} data-off={on ? undefined : true}>
        <Keys
          title="While you are not typing"
          keys={[
            [['?'], 'Show these keys'],
            [['/'], 'Search the list on this page'],
          ]}
        />
        <Keys
          title="Pages, one key after the other"
          keys={placesFor(role).map(({ key, label }) => [['G', key], label] as const)}
        />
      </div>
      <Checkbox
        label="Use keys without Ctrl"
        description="Turn them off when you speak to your computer, or press them by mistake. Kept in this browser."
        checked={on}
        onChange={(event) => setSingleKeys(event.currentTarget.checked)}
      />
      <DialogButtons>
        <Button variant="default" onClick={close} data-autofocus>
          Close
        </Button>
      </DialogButtons>
    </DialogBody>
  );
}

/** The keys of the console, and the switch for those that are pressed alone. */
export default function ShortcutsDialog() {
  return (
    <ActionDialog title="Keyboard shortcuts" size="lg">
      <Content />
    </ActionDialog>
  );
}
