import { addCycles, addFoundation } from './foundation.ts';
import { addMessages } from './messages.ts';
import { addPeople } from './people.ts';
import { addProjects } from './projects.ts';
import { addDrafts } from './proposals.ts';
import { Sample, type SampleTime } from './sample.ts';
import { addSessions } from './sessions.ts';
import { addSubmissions } from './submissions.ts';

/**
 * A synchrotron with its people, places, cycles, proposals and all that came of them, as it stands on a day on which
 * no task has run for some weeks: each has work. The same day gives the same facility.
 */
export function sampleFacility(time: SampleTime): Sample {
  const sample = new Sample(time);
  addFoundation(sample);
  addPeople(sample);
  const plans = addCycles(sample);
  const outcomes = addSubmissions(sample, plans);
  addProjects(sample, outcomes);
  addDrafts(sample);
  addSessions(sample);
  addMessages(sample);
  return sample;
}
