import { IconFileText } from '@tabler/icons-react';
import { describe, expect, it } from 'vitest';
import { findCommands, type Command } from '../../client/app/palette/command.ts';

const command = (group: Command['group'], label: string, detail?: string): Command => ({
  id: `${group} ${label}`,
  group,
  label,
  detail,
  icon: IconFileText,
  searchedOnly: group === 'Actions',
  does: { to: '/' },
});
const commands = [
  command('Pages', 'Cycles'),
  command('Pages', 'Sessions'),
  command('Tasks', 'Create Cycles', 'proposals.CreateCycles'),
  command('Tasks', 'Cycle Lifecycle', 'proposals.CycleLifecycle'),
  command('Actions', 'Run Cycle Lifecycle now…', 'proposals.CycleLifecycle'),
];
const found = (search: string) => findCommands(commands, search).map(({ label }) => label);

describe('the commands of a search', () => {
  it('are those that need none, when nothing is searched for', () =>
    expect(found('  ')).toEqual(['Cycles', 'Sessions', 'Create Cycles', 'Cycle Lifecycle']));

  it('have the word at their beginning first, and stay in their groups', () =>
    expect(found('cyc')).toEqual(['Cycles', 'Cycle Lifecycle', 'Create Cycles', 'Run Cycle Lifecycle now…']));

  it('have all words, in the label or the name', () =>
    expect(found('PROPOSALS life')).toEqual(['Cycle Lifecycle', 'Run Cycle Lifecycle now…']));

  it('are none when a word is nowhere', () => expect(found('cycle nonsense')).toEqual([]));
});
