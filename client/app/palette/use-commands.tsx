import { useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@apollo/client/react';
import {
  IconAlertTriangle,
  IconDeviceDesktop,
  IconFileText,
  IconKeyboard,
  IconListCheck,
  IconLogout,
  IconMoon,
  IconPlayerPause,
  IconPlayerPlay,
  IconSun,
  IconUserCog,
} from '@tabler/icons-react';
import { permits } from '../../components/access/roles.ts';
import { PauseDialog, ResumeDialog, RunNowDialog } from '../../components/dialogs.ts';
import { useFacility, useNow } from '../../components/facility.ts';
import { isPaused } from '../../components/pause-task/pauses.ts';
import { RUN_STATES } from '../../components/run-states.ts';
import { whenText } from '../../components/time/instants.ts';
import {
  RecentFailuresDocument,
  type RecentFailuresQuery,
  type TaskStateFragment,
} from '../../gql/graphql.ts';
import { placesFor } from '../places.ts';
import { ShortcutsDialog } from '../shortcuts/lazy-dialog.ts';
import { useTaskStates } from '../status/use-task-states.ts';
import type { Command } from './command.ts';

const FAILURES_SHOWN = 5;

const newest = ({ failed, timedOut, lost }: RecentFailuresQuery) =>
  [failed, timedOut, lost]
    .flatMap(({ edges }) => edges.map(({ node }) => node))
    .toSorted((a, b) => Date.parse(b.queuedAt) - Date.parse(a.queuedAt))
    .slice(0, FAILURES_SHOWN);

function taskPages(tasks: readonly TaskStateFragment[]): Command[] {
  return tasks.map(({ name, label }) => ({
    id: `task ${name}`,
    group: 'Tasks',
    label,
    detail: name,
    icon: IconListCheck,
    searchedOnly: true,
    does: { to: `/tasks/${encodeURIComponent(name)}` },
  }));
}

function taskActions(tasks: readonly TaskStateFragment[], now: number): Command[] {
  return tasks
    .filter(({ retiredAt }) => !retiredAt)
    .flatMap((task): Command[] => {
      const { name, label } = task;
      const shared = { group: 'Actions', detail: name, searchedOnly: true } as const;
      return [
        {
          ...shared,
          id: `run ${name}`,
          label: `Run ${label} now…`,
          icon: IconPlayerPlay,
          does: { asks: <RunNowDialog name={name} label={label} /> },
        },
        isPaused(task, now)
          ? {
              ...shared,
              id: `resume ${name}`,
              label: `Resume ${label}…`,
              icon: IconPlayerPlay,
              does: { asks: <ResumeDialog task={task} /> },
            }
          : {
              ...shared,
              id: `pause ${name}`,
              label: `Pause ${label}…`,
              icon: IconPlayerPause,
              does: { asks: <PauseDialog task={task} /> },
            },
      ];
    });
}

/** All that this person can do from the palette. */
export function useCommands(signOut: () => void): Command[] {
  const { viewer, timeZone } = useFacility();
  const now = useNow();
  const tasks = useTaskStates() ?? [];
  const { data } = useQuery(RecentFailuresDocument);
  const { setColorScheme } = useMantineColorScheme();

  const pages = placesFor(viewer.role).map(({ to, label, key }): Command => {
    return { id: to, group: 'Pages', label, keys: `G ${key}`, icon: IconFileText, does: { to } };
  });
  const failures = (data ? newest(data) : []).map(({ id, state, task, queuedAt, finishedAt }): Command => {
    const at = whenText(Date.parse(finishedAt ?? queuedAt), now, timeZone);
    return {
      id: `failed ${id}`,
      group: 'Failed lately',
      label: `${task.label}: ${RUN_STATES[state].label.toLowerCase()}`,
      detail: at,
      icon: IconAlertTriangle,
      does: { to: `/runs/${id}` },
    };
  });
  const colours = (label: string, scheme: 'light' | 'dark' | 'auto', icon: Command['icon']): Command => ({
    id: scheme,
    group: 'Console',
    label,
    icon,
    does: { acts: () => setColorScheme(scheme) },
  });
  return [
    ...failures,
    ...pages,
    ...taskPages(tasks),
    ...(permits(viewer.role, 'operator') ? taskActions(tasks, now) : []),
    { id: 'account', group: 'Console', label: 'Your account', icon: IconUserCog, does: { to: '/account' } },
    colours('Light colours', 'light', IconSun),
    colours('Dark colours', 'dark', IconMoon),
    colours('System colours', 'auto', IconDeviceDesktop),
    {
      id: 'keys',
      group: 'Console',
      label: 'Keyboard shortcuts',
      keys: '?',
      icon: IconKeyboard,
      does: { asks: <ShortcutsDialog /> },
    },
    { id: 'sign-out', group: 'Console', label: 'Sign out', icon: IconLogout, does: { acts: signOut } },
  ];
}
