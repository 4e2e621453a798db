import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { FacilityRequest, Proposal, ProposalState } from '../../domain/proposals/proposal.entity.ts';
import { describedEnum } from '../described-enum.ts';
import { Allow } from '../rules.ts';

export const ProposalStateEnum = describedEnum<ProposalState>(
  'ProposalState',
  'Where a proposal is in its life.',
  {
    DRAFT: 'It is being written.',
    SUBMITTED: 'It was submitted.',
  },
);

@Allow('viewer')
@ObjectType('FacilityRequest', { description: 'What a proposal asks of one beamline.' })
export class FacilityRequestObject {
  constructor(readonly record: FacilityRequest) {
    const { id, shifts, justification, procedure } = record;
    Object.assign(this, { id, shifts, justification, procedure });
  }

  @Field(() => ID, { description: 'Identifies the request.' })
  id!: string;

  @Field(() => Int, { description: 'Shifts asked for.' })
  shifts!: number;

  @Field(() => String, { nullable: true, description: 'Why they are needed; null when nothing was said.' })
  justification!: string | null;

  @Field(() => String, { nullable: true, description: 'What will be done; null when nothing was said.' })
  procedure!: string | null;
}

@Allow('viewer')
@ObjectType('Proposal', { description: 'The scientific request by a spokesperson.' })
export class ProposalObject {
  constructor(readonly record: Proposal) {
    const { id, code, title, state, team } = record;
    Object.assign(this, { id, code, title, state, team });
  }

  @Field(() => ID, { description: 'Identifies the proposal.' })
  id!: string;

  @Field({ description: 'Its code, which people name it by.' })
  code!: string;

  @Field({ description: 'Its title.' })
  title!: string;

  @Field(() => ProposalStateEnum, { description: 'Where it is in its life.' })
  state!: ProposalState;

  @Field(() => [String], { description: 'E-mail addresses of the team; they need not be known people yet.' })
  team!: string[];
}
