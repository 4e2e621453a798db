import { Field, ID, ObjectType } from 'type-graphql';
import type { Material, MaterialState } from '../../domain/projects/material.entity.ts';
import type { Sample } from '../../domain/proposals/proposal.entity.ts';
import { describedEnum } from '../described-enum.ts';
import { Allow } from '../rules.ts';

export const MaterialStateEnum = describedEnum<MaterialState>(
  'MaterialState',
  'What the safety review says of the materials of a project.',
  { PENDING: 'They are under review.', APPROVED: 'They may be used.', DENIED: 'They may not be used.' },
);

@Allow('viewer')
@ObjectType('Sample', { description: 'Something that is brought into the beam.' })
export class SampleObject {
  @Field({ description: 'What it is.' })
  name!: string;

  @Field(() => [String], { description: 'What is dangerous about it; empty when nothing is.' })
  hazards!: string[];
}

@Allow('viewer')
@ObjectType('Material', { description: 'What a project brings into the beam, for the safety review.' })
export class MaterialObject {
  constructor(readonly record: Material) {
    const { id, code, state, samples } = record;
    Object.assign(this, { id, code, state, samples });
  }

  @Field(() => ID, { description: 'Identifies the materials.' })
  id!: string;

  @Field({ description: 'Their code, which people name them by.' })
  code!: string;

  @Field(() => MaterialStateEnum, { description: 'What the safety review says of them.' })
  state!: MaterialState;

  @Field(() => [SampleObject], { description: 'What they are.' })
  samples!: Sample[];
}
