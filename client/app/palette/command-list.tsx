import { useEffect, useId, useRef } from 'react';
import type { Command, Group } from './command.ts';
import classes from './palette.module.css';

/** More than these are not shown: nobody reads that far. */
export const SHOWN = 50;

interface Props {
  id: string;
  commands: readonly Command[];
  active: Command | undefined;
  onPoint: (command: Command) => void;
  onChoose: (command: Command) => void;
}

function Option({ id, command, active, onPoint, onChoose }: Omit<Props, 'commands'> & { command: Command }) {
  const { label, detail, keys, icon: CommandIcon } = command;
  const isActive = command === active;
  const option = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) option.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    <div
      ref={option}
      id={optionId(id, command)}
      role="option"
      aria-selected={isActive}
      className={classes.option}
      onMouseMove={() => onPoint(command)}
      onClick={() => onChoose(command)}
    >
      <CommandIcon size={16} aria-hidden />
      <span className={classes.label}>{label}</span>
      {detail && <span className={classes.detail}>{detail}</span>}
      {keys && (
        <kbd className={classes.keys} aria-hidden>
          {keys}
        </kbd>
      )}
    </div>
  );
}

/** What stands in an id of the page for any text: spaces would make two ids of one. */
const inId = (text: string): string => text.replaceAll(' ', '_');

/** The id of a command in the list with this one. */
export const optionId = (list: string, command: Command): string => `${list}-${inId(command.id)}`;

/** The commands by groups; the keyboard stays in the search field and moves `active`. */
export function CommandList({ commands, ...rest }: Props) {
  const titles = useId();
  const groups = [...Map.groupBy(commands, ({ group }): Group => group)];
  return (
    <div id={rest.id} role="listbox" aria-label="Commands" className={classes.list}>
      {groups.map(([group, members]) => (
        <div key={group} role="group" aria-labelledby={`${titles}-${inId(group)}`}>
          <p id={`${titles}-${inId(group)}`} className={classes.group} role="presentation">
            {group}
          </p>
          {members.map((command) => (
            <Option key={command.id} command={command} {...rest} />
          ))}
        </div>
      ))}
    </div>
  );
}
