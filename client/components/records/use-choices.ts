import { useQuery } from '@apollo/client/react';
import { useMemo } from 'react';
import {
  BeamlineChoicesDocument,
  CycleChoicesDocument,
  TrackChoicesDocument,
  type BeamlineChoicesQuery,
  type CycleChoicesQuery,
} from '../../gql/graphql.ts';

interface Option {
  value: string;
  label: string;
}

type CycleChoice = CycleChoicesQuery['cycles']['edges'][number]['node'];

/** Cycles newest first; two types may have cycles of one name, which then also tell their type. */
export function cycleOptions(cycles: readonly CycleChoice[]): Option[] {
  const named = (name: string) => cycles.filter((cycle) => cycle.name === name).length;
  return cycles
    .toSorted((a, b) => (a.startDate < b.startDate ? 1 : a.startDate > b.startDate ? -1 : 0))
    .map(({ id, name, type }) => ({ value: id, label: named(name) > 1 ? `${name}, ${type.name}` : name }));
}

/** The tree of beamlines in its order, what is inside of something further to the right. */
export function beamlineOptions(beamlines: BeamlineChoicesQuery['facilities']): Option[] {
  const parents = new Map(beamlines.map(({ id, parent }) => [id, parent?.id]));
  const depth = (id: string): number => {
    const parent = parents.get(id);
    return parent === undefined ? 0 : 1 + depth(parent);
  };
  return beamlines.map(({ id, acronym }) => ({
    value: id,
    // A list of choices takes no styles; it keeps these spaces.
    label: '\u00A0\u00A0'.repeat(depth(id)) + acronym,
  }));
}

export function useCycleOptions(): Option[] {
  const { data } = useQuery(CycleChoicesDocument);
  return useMemo(() => cycleOptions(data?.cycles.edges.map(({ node }) => node) ?? []), [data]);
}

export function useTrackOptions(): Option[] {
  const { data } = useQuery(TrackChoicesDocument);
  return useMemo(() => data?.tracks.map(({ id, name }) => ({ value: id, label: name })) ?? [], [data]);
}

export function useBeamlineOptions(): Option[] {
  const { data } = useQuery(BeamlineChoicesDocument);
  return useMemo(() => beamlineOptions(data?.facilities ?? []), [data]);
}
