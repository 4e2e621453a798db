import { Project } from '../../domain/projects/project.entity.ts';
import type { Context } from '../context.ts';
import { byId, containing, given, ofRecord, pageOf } from '../list.ts';
import type { Connection } from '../paging.ts';
import { namedLike } from '../people/named-like.ts';
import { today } from '../today.ts';
import { ProjectObject, type ProjectsArgs, type ProjectState } from './project.type.ts';

/** One page of projects, newest first. */
export function pageOfProjects(context: Context, args: ProjectsArgs): Promise<Connection<ProjectObject>> {
  const { search, cycle, state } = args;
  return pageOf(
    context,
    {
      entity: Project,
      table: 'project',
      conditions: [
        ofRecord(cycle, 'cycle', 'item.cycle_id = ?'),
        state ? given(today(context).toString(), inState[state]) : null,
        containing(search, searched),
      ],
      order: [byId],
      direction: 'desc',
    },
    args,
    (project) => new ProjectObject(project),
  );
}

/** The state of a project on a day; its last day is one of it. */
export function projectState(
  { startDate, endDate }: Pick<Project, 'startDate' | 'endDate'>,
  day: Temporal.PlainDate,
): ProjectState {
  if (Temporal.PlainDate.compare(day, startDate) < 0) return 'UPCOMING';
  return Temporal.PlainDate.compare(day, endDate) <= 0 ? 'RUNNING' : 'OVER';
}

/** The same in SQL. */
const inState: Record<ProjectState, string> = {
  UPCOMING: 'item.start_date > ?::date',
  RUNNING: '?::date between item.start_date and item.end_date',
  OVER: 'item.end_date < ?::date',
};

const searched = `lower(item.code) like lower(?) or lower(item.title) like lower(?)
  or item.proposal_id in (select id from proposal where lower(code) like lower(?))
  or item.spokesperson_id in (${namedLike})`;
