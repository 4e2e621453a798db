import { expect, test } from 'vitest';
import { allocatedFacilities, facilityTree } from '../../../server/domain/projects/facility-tree.ts';

const tree = facilityTree([
  { id: '1', acronym: 'LIFE', kind: 'DEPARTMENT', parentId: null },
  { id: '2', acronym: 'MX', kind: 'SECTOR', parentId: '1' },
  { id: '3', acronym: 'MX-ID', kind: 'BEAMLINE', parentId: '2' },
  { id: '4', acronym: 'MX-BM', kind: 'BEAMLINE', parentId: '2' },
  { id: '5', acronym: 'MX-ID-A', kind: 'INSTRUMENT', parentId: '3' },
  { id: '6', acronym: 'MX-ID-B', kind: 'INSTRUMENT', parentId: '3' },
  { id: '7', acronym: 'ROBOT', kind: 'INSTRUMENT', parentId: '2' },
  { id: '8', acronym: 'MX-ID-A1', kind: 'INSTRUMENT', parentId: '5' },
  { id: '9', acronym: 'LAB', kind: 'INSTRUMENT', parentId: '1' },
  { id: '10', acronym: 'EMPTY', kind: 'SECTOR', parentId: null },
]);

// Domain §6.1: "Allocations".
test.each([
  ['a beamline', 'itself and its instruments, not theirs', '3', ['3', '5', '6']],
  ['a beamline without instruments', 'itself', '4', ['4']],
  ['a sector', 'its beamlines and instruments, not those below', '2', ['3', '4', '7']],
  ['a department', 'its instruments, not its sectors', '1', ['9']],
  ['an instrument', 'itself, whatever lies below', '5', ['5']],
  ['an empty sector', 'nothing', '10', []],
])('a grant of %s allocates %s', (_, __, id, allocated) => {
  expect(allocatedFacilities(tree, id)).toEqual(allocated);
});
