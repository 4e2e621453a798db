import { describe, expect, it } from 'vitest';
import { fieldLinks, listHref, recordHref } from '../../client/components/records/record-links.ts';

describe('the fields of a log line', () => {
  it('lead to the records that they name, whether the id is a text or a number', () => {
    expect(fieldLinks({ submissionId: '12', notificationId: 7, facilityId: '3', minutes: 5 })).toEqual({
      links: [
        { kind: 'submission', href: '/submissions/12' },
        { kind: 'message', href: '/messages/7' },
      ],
      rest: { facilityId: '3', minutes: 5 },
    });
  });

  it('stay as they are when they hold no id, or are named like a property of every object', () => {
    const fields = { submissionId: null, reviewId: '../x', projectId: 1.5, cycleId: '0', toString: '1' };
    expect(fieldLinks(fields)).toEqual({ links: [], rest: fields });
  });
});

describe('an address', () => {
  it('of a record keeps what is typed into it within its part of the path', () => {
    expect(recordHref('cycle', 'a/b?c')).toBe('/cycles/a%2Fb%3Fc');
  });

  it('of a list has only the filters that are set', () => {
    expect(listHref('/reviews', { cycle: '4', state: undefined })).toBe('/reviews?cycle=4');
    expect(listHref('/reviews', { cycle: undefined })).toBe('/reviews');
  });
});
