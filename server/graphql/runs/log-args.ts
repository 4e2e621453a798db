import { ArgsType, Field, Int } from 'type-graphql';
import type { LogLevel } from '../../engine/log-line.entity.ts';
import { LogLevelEnum } from './run.type.ts';

/** Which lines of a log a caller means. */
@ArgsType()
export class LogFilterArgs {
  @Field(() => Int, { defaultValue: 0, description: 'Only lines behind this `seq`.' })
  after!: number;

  @Field(() => Int, { nullable: true, description: 'Only lines in front of this `seq`.' })
  before?: number | null;

  @Field(() => LogLevelEnum, { nullable: true, description: 'Only lines of this level or above.' })
  level?: LogLevel | null;

  @Field(() => String, { nullable: true, description: 'Only lines that contain this text, in any case.' })
  search?: string | null;
}

/** Which part of those lines a caller wants. */
@ArgsType()
export class LogPageArgs {
  @Field(() => Int, {
    defaultValue: 500,
    description: 'Lines at most, 1 to 5000; fewer come when they are long.',
  })
  first!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'In place of `first`: so many lines from the end, 1 to 5000, in the same order; `hasMore` then tells of lines before them.',
  })
  last?: number | null;

  @Field(() => Int, {
    defaultValue: 0,
    description: 'Matching lines to pass over, counted from the end at which reading begins.',
  })
  skip!: number;
}
