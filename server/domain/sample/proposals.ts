import { techniques } from './facility-plan.ts';
import { applicantsFor } from './people.ts';
import { byId, type Sample } from './sample.ts';
import { proposalTitle, sampleKinds } from './titles.ts';

/** A proposal of the sample and what it asks for. */
export interface SampleProposal {
  id: number;
  /** Techniques as facilities offer them, one for each facility it goes to. */
  offers: { id: number; facility: number }[];
}

/** A believable request by somebody who may use the pool, to as many facilities. */
export function addProposal(
  sample: Sample,
  {
    code,
    pool,
    facilities,
    isDraft = false,
  }: { code: string; pool: number; facilities: number; isDraft?: boolean },
): SampleProposal {
  const { random } = sample;
  const technique = random.pick(techniques);
  const area = random.pick(technique.areas);
  const offers = pickOffers(sample, technique.name, area, facilities);
  const [spokesperson = 1, ...others] = random.some(applicantsFor(sample, pool), random.between(2, 5));
  const outsiders = random.chance(0.3)
    ? [`student${sample.proposals.rows.length}@prairie-university.example`]
    : [];
  const excluded = random.chance(0.1) ? [random.pick(sample.reviewers.rows)] : [];
  const { id } = sample.proposals.add({
    code,
    title: proposalTitle(random, random.pick(technique.methods), area),
    spokesperson,
    leader: random.chance(0.3) ? (others[0] ?? null) : null,
    delegate: random.chance(0.4) ? (others[1] ?? null) : null,
    team: [...others.map((user) => sample.user(user).email), ...outsiders],
    state: isDraft ? 'DRAFT' : 'SUBMITTED',
    excludedReviewers: excluded.map(({ user }) => ({
      first: sample.user(user).firstName,
      last: sample.user(user).lastName,
    })),
    samples: random.some(sampleKinds, random.between(1, 2)),
  });
  for (const { id: areaId, name } of sample.areas.rows) {
    if (name === area || random.chance(0.03)) sample.proposalAreas.add(id, areaId);
  }
  for (const { facility } of offers) {
    sample.requests.add({
      proposal: id,
      facility,
      shifts: random.between(2, 12),
      justification: 'Two samples a shift, with one shift for alignment and calibration.',
      procedure: random.chance(0.5) ? 'Samples are prepared at home and mounted on arrival.' : null,
    });
  }
  return { id, offers };
}

/** Offers at different facilities: of the technique first, then of others that the area uses. */
function pickOffers(
  sample: Sample,
  technique: string,
  area: string,
  count: number,
): SampleProposal['offers'] {
  const rankOf = (offer: { technique: number }): number => {
    const { name } = byId(sample.techniques, offer.technique);
    if (name === technique) return 0;
    return techniques.some((known) => known.name === name && known.areas.includes(area)) ? 1 : 2;
  };
  const shuffled = sample.random.some(sample.offers.rows, sample.offers.rows.length);
  const picked: SampleProposal['offers'] = [];
  for (const { id, facility } of shuffled.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    if (picked.length < count && !picked.some((other) => other.facility === facility))
      picked.push({ id, facility });
  }
  return picked;
}

/** Proposals that somebody is still writing. */
export function addDrafts(sample: Sample): void {
  const year = sample.time.today.year % 100;
  for (let number = 1; number <= 24; number += 1) {
    const code = `${String(year).padStart(2, '0')}D${String(number).padStart(3, '0')}`;
    addProposal(sample, { code, pool: 1, facilities: 1, isDraft: true });
  }
}
