import { ActionIcon, Menu, NativeSelect, TextInput } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconChevronDown,
  IconClock,
  IconCopy,
  IconDownload,
  IconPrinter,
  IconSearch,
  IconStopwatch,
  IconTextWrap,
  type Icon,
} from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import type { LogLevel } from '../../gql/graphql.ts';
import { countText, numberText } from '../count-text.ts';
import type { LogSearch } from './log-search.ts';
import type { LogSettings } from './log-settings.ts';
import classes from './run-log.module.css';

const LEVEL_CHOICES = [
  { value: '', label: 'All levels' },
  { value: 'INFO', label: 'INFO and above' },
  { value: 'WARN', label: 'WARN and above' },
  { value: 'ERROR', label: 'ERROR only' },
];

const CHEVRON = <IconChevronDown size={16} aria-hidden />;

interface ToolProps {
  icon: Icon;
  label: string;
  /** Whether it is on; undefined for what is no switch. */
  on?: boolean;
  onClick?: () => void;
}

function Tool({ icon: ToolIcon, label, on, onClick, ...rest }: ToolProps) {
  return (
    <ActionIcon
      variant="default"
      size={30}
      aria-label={label}
      data-hint={label}
      aria-pressed={on}
      onClick={onClick}
      {...rest}
    >
      <ToolIcon size={16} aria-hidden />
    </ActionIcon>
  );
}

/** "3 of 120", as far as it is known. */
function hitText({ found, busy, problem }: LogSearch): string {
  if (problem) return problem;
  if (busy) return 'Searching…';
  if (!found || found.total === null) return '';
  if (found.total === 0) return 'No hits';
  return found.place > 0
    ? `${numberText(found.place)} of ${numberText(found.total)}`
    : countText(found.total, 'hit');
}

interface Props {
  level: LogLevel | null;
  onLevel: (level: LogLevel | null) => void;
  search: LogSearch;
  settings: LogSettings;
  onSettings: (change: Partial<LogSettings>) => void;
  /** The times since its start can only be told of a run that has one. */
  canCount: boolean;
  runHref: string;
  onCopy: () => void;
  onPrint: () => void;
}

/** What a reader can do with a log. */
export function LogToolbar(props: Props) {
  const { level, onLevel, search, settings, onSettings, canCount, runHref, onCopy, onPrint } = props;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') search.setText('');
    if (event.key !== 'Enter' && event.key !== 'F3') return;
    event.preventDefault();
    search.go(event.shiftKey ? 'previous' : 'next');
  };
  return (
    <div role="group" aria-label="Log tools" className={classes.toolbar}>
      <NativeSelect
        aria-label="Level"
        className={classes.levels}
        size="xs"
        value={level ?? ''}
        onChange={(event) => onLevel((event.currentTarget.value || null) as LogLevel | null)}
        rightSection={CHEVRON}
        data={LEVEL_CHOICES}
      />
      <TextInput
        aria-label="Search the log"
        placeholder="Search all lines"
        size="xs"
        className={classes.searchField}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={search.text}
        onChange={(event) => search.setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <span role="status" className={classes.hits} data-problem={search.problem !== null || undefined}>
        {hitText(search)}
      </span>
      {Boolean(search.found?.total) && (
        <span className={classes.tools}>
          <Tool icon={IconArrowUp} label="Previous hit (Shift+Enter)" onClick={() => search.go('previous')} />
          <Tool icon={IconArrowDown} label="Next hit (Enter)" onClick={() => search.go('next')} />
        </span>
      )}
      <span className={classes.tools} data-end>
        <Tool
          icon={IconTextWrap}
          label="Wrap long lines"
          on={settings.wrap}
          onClick={() => onSettings({ wrap: !settings.wrap })}
        />
        {canCount && (
          <Tool
            icon={settings.times === 'clock' ? IconClock : IconStopwatch}
            label="Times since the start"
            on={settings.times === 'since-start'}
            onClick={() => onSettings({ times: settings.times === 'clock' ? 'since-start' : 'clock' })}
          />
        )}
        <Tool icon={IconCopy} label="Copy lines" onClick={onCopy} />
        <Tool icon={IconPrinter} label="Print the run" onClick={onPrint} />
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon
              variant="default"
              size={30}
              aria-label="Download the log"
              data-hint="Download the log"
            >
              <IconDownload size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item component="a" href={`${runHref}/log.txt`} download>
              Whole log as text
            </Menu.Item>
            <Menu.Item component="a" href={`${runHref}/log.ndjson`} download>
              Whole log as NDJSON
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </span>
    </div>
  );
}
