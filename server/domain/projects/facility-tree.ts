import type { EntityManager } from '@mikro-orm/postgresql';
import type { FacilityKind } from '../facilities/facility.entity.ts';

/** A facility in its tree. */
export interface FacilityNode {
  id: string;
  acronym: string;
  kind: FacilityKind;
  /** Null at the top. */
  parentId: string | null;
}

/** All facilities: a few dozen, with what lies directly below each. */
export interface FacilityTree {
  byId: ReadonlyMap<string, FacilityNode>;
  /** In the order of their ids. */
  children: ReadonlyMap<string, readonly FacilityNode[]>;
}

export async function readFacilityTree(em: EntityManager): Promise<FacilityTree> {
  return facilityTree(
    await em.execute<FacilityNode[]>(
      'select id, acronym, kind, parent_id as "parentId" from facility order by id',
    ),
  );
}

export function facilityTree(facilities: readonly FacilityNode[]): FacilityTree {
  const children = Map.groupBy(
    facilities.filter(({ parentId }) => parentId !== null),
    ({ parentId }) => parentId as string,
  );
  return { byId: new Map(facilities.map((facility) => [facility.id, facility])), children };
}

const usable = new Set<FacilityKind>(['BEAMLINE', 'INSTRUMENT']);

/**
 * The facilities that get an allocation when a facility is granted (domain §6.1): a beamline itself and what lies
 * directly below it, of a sector or department only what lies directly below, an instrument itself.
 */
export function allocatedFacilities(tree: FacilityTree, id: string): string[] {
  const facility = tree.byId.get(id);
  if (!facility) return [];
  if (facility.kind === 'INSTRUMENT') return [id];
  const below = (tree.children.get(id) ?? []).filter(({ kind }) => usable.has(kind)).map(({ id }) => id);
  return facility.kind === 'BEAMLINE' ? [id, ...below] : below;
}
