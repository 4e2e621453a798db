import { ArgsType, Field, ID, ObjectType } from 'type-graphql';
import type { Project } from '../../domain/projects/project.entity.ts';
import { describedEnum } from '../described-enum.ts';
import { connectionOf, PageArgs } from '../paging.ts';
import { CivilDate, DateTime } from '../scalars.ts';
import { Allow } from '../rules.ts';

export type ProjectState = 'UPCOMING' | 'RUNNING' | 'OVER';

export const ProjectStateEnum = describedEnum<ProjectState>(
  'ProjectState',
  "Where a project is in its life, by its dates and the facility's date of today.",
  { UPCOMING: 'It has not begun.', RUNNING: 'It may use beam time.', OVER: 'Its last day has passed.' },
);

@Allow('viewer')
@ObjectType('Project', { description: 'An approved proposal that may use beam time between two dates.' })
export class ProjectObject {
  constructor(readonly record: Project) {
    const { id, code, title, startDate, endDate, startNotifiedAt } = record;
    Object.assign(this, { id, code, title, startDate, endDate, startNotifiedAt });
  }

  @Field(() => ID, { description: 'Identifies the project.' })
  id!: string;

  @Field({ description: 'Its code, which people name it by.' })
  code!: string;

  @Field({ description: 'Its title.' })
  title!: string;

  @Field(() => CivilDate, { description: 'First day on which it may use beam time.' })
  startDate!: Temporal.PlainDate;

  @Field(() => CivilDate, { description: 'Last day on which it may; unlike the end of a cycle a day of it.' })
  endDate!: Temporal.PlainDate;

  @Field(() => DateTime, { nullable: true, description: 'When its start was announced; null before.' })
  startNotifiedAt!: Temporal.Instant | null;
}

export const ProjectConnection = connectionOf('Project', () => ProjectObject);

@ArgsType()
export class ProjectsArgs extends PageArgs {
  @Field(() => String, {
    nullable: true,
    description:
      'Text that code, title, code of the proposal or name of the spokesperson contains, in any case.',
  })
  search?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only projects whose first cycle this is.' })
  cycle?: string | null;

  @Field(() => ProjectStateEnum, { nullable: true, description: 'Only projects in this state today.' })
  state?: ProjectState | null;
}
