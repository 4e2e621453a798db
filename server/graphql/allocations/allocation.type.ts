import { ArgsType, Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type {
  AllocationRequest,
  AllocationRequestState,
} from '../../domain/projects/allocation-request.entity.ts';
import type { Allocation, AllocationOrigin } from '../../domain/projects/allocation.entity.ts';
import { describedEnum } from '../described-enum.ts';
import { connectionOf, PageArgs } from '../paging.ts';
import { Allow } from '../rules.ts';

export const AllocationOriginEnum = describedEnum<AllocationOrigin>(
  'AllocationOrigin',
  'What an allocation came from.',
  {
    CALL: 'A submission on a track with a call.',
    NON_CALL: 'A submission on a track without one.',
    RENEWAL: 'A request of the project for a further cycle.',
    FLEXIBLE: 'The cycle before, on a beamline that is booked on demand.',
  },
);

export const AllocationRequestStateEnum = describedEnum<AllocationRequestState>(
  'AllocationRequestState',
  'Where a request for shifts is in its life.',
  {
    DRAFT: 'It is being written.',
    SUBMITTED: 'It waits for the allocation date.',
    COMPLETE: 'It became an allocation.',
    REJECTED: 'It was refused: see the reason.',
  },
);

@Allow('viewer')
@ObjectType('StageAverage', { description: 'The average of one stage in the merit of an allocation.' })
export class StageAverage {
  @Field(() => Int, { description: 'Place of the stage in its track, from 1.' })
  position!: number;

  @Field(() => Float, { description: 'Mean of its reviews.' })
  average!: number;
}

@Allow('viewer')
@ObjectType('Allocation', {
  description: 'Shifts granted to a project on one beamline in one cycle; 0 is a grant, too.',
})
export class AllocationObject {
  constructor(readonly record: Allocation) {
    const { id, origin, shiftsRequested, shifts, score, scores } = record;
    const { declined, discretionary, justification, procedure } = record;
    Object.assign(this, { id, origin, shiftsRequested, shifts, score });
    Object.assign(this, { declined, discretionary, justification, procedure });
    this.scores = Object.entries(scores)
      .map(([position, average]) => ({ position: Number(position), average }))
      .toSorted((a, b) => a.position - b.position);
  }

  @Field(() => ID, { description: 'Identifies the allocation.' })
  id!: string;

  @Field(() => AllocationOriginEnum, { description: 'What it came from.' })
  origin!: AllocationOrigin;

  @Field(() => Int, { description: 'Shifts asked for.' })
  shiftsRequested!: number;

  @Field(() => Int, { description: 'Shifts granted.' })
  shifts!: number;

  @Field(() => Float, {
    nullable: true,
    description: "Its merit: the stages' averages, weighted; null when nothing was scored.",
  })
  score!: number | null;

  @Field(() => [StageAverage], { description: 'The averages that the merit was made from, by stage.' })
  scores!: StageAverage[];

  @Field({ description: 'Whether the project has declined it.' })
  declined!: boolean;

  @Field({ description: 'Whether it was granted outside of the review; it is not renewed by itself.' })
  discretionary!: boolean;

  @Field(() => String, { nullable: true, description: 'Why it is needed; null when nothing was said.' })
  justification!: string | null;

  @Field(() => String, { nullable: true, description: 'What will be done; null when nothing was said.' })
  procedure!: string | null;
}

@Allow('viewer')
@ObjectType('AllocationRequest', {
  description: "A running project's request for shifts in a coming cycle: a renewal.",
})
export class AllocationRequestObject {
  constructor(readonly record: AllocationRequest) {
    const { id, state, rejectionReason, shiftRequest, justification, procedure } = record;
    Object.assign(this, { id, state, rejectionReason, shiftRequest, justification, procedure });
  }

  @Field(() => ID, { description: 'Identifies the request.' })
  id!: string;

  @Field(() => AllocationRequestStateEnum, { description: 'Where it is in its life.' })
  state!: AllocationRequestState;

  @Field(() => String, { nullable: true, description: 'Why it was rejected; null otherwise.' })
  rejectionReason!: string | null;

  @Field(() => Int, { description: 'Shifts asked for.' })
  shiftRequest!: number;

  @Field(() => String, { nullable: true, description: 'Why they are needed; null when nothing was said.' })
  justification!: string | null;

  @Field(() => String, { nullable: true, description: 'What will be done; null when nothing was said.' })
  procedure!: string | null;
}

export const AllocationConnection = connectionOf('Allocation', () => AllocationObject);
export const AllocationRequestConnection = connectionOf('AllocationRequest', () => AllocationRequestObject);

/** Whose shifts, where and when. */
@ArgsType()
export class AllocationsArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Only for this cycle.' })
  cycle?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only at this beamline or one below it.' })
  facility?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only for this project.' })
  project?: string | null;
}

@ArgsType()
export class AllocationRequestsArgs extends AllocationsArgs {
  @Field(() => AllocationRequestStateEnum, { nullable: true, description: 'Only requests in this state.' })
  state?: AllocationRequestState | null;
}
