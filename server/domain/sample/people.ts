import { facilityDomain, firstNames, homeDomains, lastNames, plainLetters } from './names.ts';
import { byId, type Sample } from './sample.ts';

/** Numbers of people by what they do; beamline staff come on top, two for each place that is run by somebody. */
const staff: { count: number; roles: string[] }[] = [
  { count: 3, roles: ['admin:uso', 'staff'] },
  { count: 2, roles: ['staff:contracts', 'staff'] },
  { count: 2, roles: ['staff:safety', 'staff'] },
  { count: 2, roles: ['management', 'staff'] },
];

const poolReviewers = 28;
const applicants = 59;

/** People with their roles, and the reviewers among them. Needs facilities, techniques, areas and tracks. */
export function addPeople(sample: Sample): void {
  const { random, facilities } = sample;
  for (const { count, roles } of staff) {
    for (let number = 0; number < count; number += 1) addUser(sample, roles, facilityDomain);
  }

  for (const { id, acronym, kind, state } of facilities.rows) {
    // Nobody runs what is only being built or no longer used.
    if ((kind !== 'BEAMLINE' && kind !== 'INSTRUMENT') || state !== 'OPERATING') continue;
    const realm = acronym.toLowerCase();
    const techniques = sample.offers.rows.filter(({ facility }) => facility === id);
    const head = addUser(sample, ['staff', `admin:${realm}`, `reviewer:${realm}`], facilityDomain);
    addUser(sample, ['staff', `reviewer:${realm}`], facilityDomain);
    addReviewer(sample, head, {
      techniques: techniques.map(({ technique }) => technique),
      areas: random.some(sample.areas.rows, 2).map(({ id }) => id),
    });
  }

  const committees = sample.tracks.rows.filter(({ requireCall, acronym }) => requireCall && acronym !== 'IN');
  for (let number = 0; number < poolReviewers; number += 1) {
    const roles = ['reviewer', ...(number % 5 === 0 ? ['reviewer:rapid'] : []), 'user'];
    const user = addUser(sample, roles, random.pick(homeDomains));
    addReviewer(sample, user, {
      techniques: random.some(sample.techniques.rows, random.between(2, 4)).map(({ id }) => id),
      areas: random.some(sample.areas.rows, random.between(1, 3)).map(({ id }) => id),
      committeeTrack: number % 4 === 0 ? random.pick(committees).id : null,
      active: number % 13 !== 12,
      declinedOn: number % 9 === 8 ? sample.time.today.subtract({ days: 20 * number }) : null,
    });
  }

  for (let number = 0; number < applicants; number += 1) {
    const more = number % 7 === 3 ? ['partner'] : number % 7 === 5 ? ['industry'] : [];
    addUser(sample, ['user', ...more], random.pick(homeDomains));
  }
}

function addUser({ users, time }: Sample, roles: string[], domain: string): number {
  const number = users.rows.length;
  // Steps without a common divisor with the lengths of the lists: no name comes twice.
  const firstName = firstNames[(number * 5) % firstNames.length]!;
  const lastName = lastNames[(number * 7) % lastNames.length]!;
  const username = `${plainLetters(firstName)}.${plainLetters(lastName)}`.replaceAll(/[^a-z.]/g, '');
  const isStaff = domain === facilityDomain;
  return users.add({
    username,
    email: `${username}@${domain}`,
    altEmail: number % 11 === 4 ? `${username}@mail.example` : null,
    firstName,
    lastName,
    roles,
    permissions: [],
    externalSyncedAt: isStaff ? time.now.subtract({ hours: 24 }) : null,
  }).id;
}

function addReviewer(
  { reviewers, reviewerTechniques, reviewerAreas }: Sample,
  user: number,
  {
    techniques,
    areas,
    committeeTrack = null,
    active = true,
    declinedOn = null,
  }: {
    techniques: number[];
    areas: number[];
    committeeTrack?: number | null;
    active?: boolean;
    declinedOn?: Temporal.PlainDate | null;
  },
): void {
  const { id } = reviewers.add({ user, committeeTrack, active, declinedOn });
  for (const technique of techniques) reviewerTechniques.add(id, technique);
  for (const area of areas) reviewerAreas.add(id, area);
}

/** Ids of the users who hold exactly this role. */
export function holders({ users }: Sample, role: string): number[] {
  return users.rows.filter(({ roles }) => roles.includes(role)).map(({ id }) => id);
}

/** Users who apply for beam time: neither staff nor reviewers, so that no reviewer judges a friend's proposal. */
export function applicantsFor(sample: Sample, poolId: number): number[] {
  const { role } = byId(sample.pools, poolId);
  const users = sample.users.rows.filter(({ roles }) => !roles.includes('reviewer'));
  const wanted = role ?? 'user';
  return users.filter(({ roles }) => roles.includes(wanted)).map(({ id }) => id);
}
