import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { Facility, FacilityKind, FacilityState } from '../../domain/facilities/facility.entity.ts';
import { describedEnum } from '../described-enum.ts';
import { Allow } from '../rules.ts';

export const BeamlineKindEnum = describedEnum<FacilityKind>(
  'BeamlineKind',
  'What a node of the tree of beamlines is.',
  {
    BEAMLINE: 'A beamline.',
    SECTOR: 'A sector, with beamlines.',
    DEPARTMENT: 'A department, with sectors or beamlines.',
    INSTRUMENT: 'An instrument, at a beamline or of its own.',
  },
);

export const BeamlineStateEnum = describedEnum<FacilityState>(
  'BeamlineState',
  'Whether a beamline is in use.',
  {
    COMMISSIONING: 'It is being built or tested.',
    OPERATING: 'It is in use.',
    DECOMMISSIONED: 'It is out of use for good.',
  },
);

@Allow('viewer')
@ObjectType('Beamline', {
  description: 'A beamline; or a department, sector or instrument: all are nodes of one tree.',
})
export class BeamlineObject {
  constructor(readonly record: Facility) {
    const { id, acronym, name, kind, state, flexSchedule, shiftSizeHours } = record;
    Object.assign(this, { id, acronym, name, kind, state, flexSchedule, shiftSizeHours });
  }

  @Field(() => ID, { description: 'Identifies it.' })
  id!: string;

  @Field({ description: 'Its short name.' })
  acronym!: string;

  @Field({ description: 'Its full name.' })
  name!: string;

  @Field(() => BeamlineKindEnum, { description: 'What it is.' })
  kind!: FacilityKind;

  @Field(() => BeamlineStateEnum, { description: 'Whether it is in use.' })
  state!: FacilityState;

  @Field({ description: 'Whether beam time is booked on demand: no shifts are granted up front.' })
  flexSchedule!: boolean;

  @Field(() => Int, { description: 'Length of a shift in hours.' })
  shiftSizeHours!: number;
}
