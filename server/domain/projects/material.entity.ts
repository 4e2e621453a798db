import type { Opt } from '@mikro-orm/core';
import { Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { DomainRecord } from '../domain-record.ts';
import type { Sample } from '../proposals/proposal.entity.ts';
import { Project } from './project.entity.ts';

export const materialStates = ['PENDING', 'APPROVED', 'DENIED'] as const;

export type MaterialState = (typeof materialStates)[number];

/** What a project brings into the beam, for the safety review (domain §2). */
@Entity({ tableName: 'material' })
export class Material extends DomainRecord {
  @Property({ type: 'text', unique: true })
  code!: string;

  @Index()
  @ManyToOne(() => Project, { fieldName: 'project_id', deleteRule: 'restrict' })
  project!: Project;

  @Enum({ items: materialStates, type: 'text', default: 'PENDING' })
  state!: Opt<MaterialState>;

  @Property({ type: 'json', defaultRaw: `'[]'` })
  samples!: Opt<Sample[]>;
}
