import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operation, refusalOf, send } from './hostile.ts';
import { startWorld, task, type World } from './world.ts';

// Numbers, instants and JSON that are not what they should be.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('a number is refused', () => {
  test.each<[string, string]>([
    ['a page of nothing', '{ runs(first: 0) { totalCount } }'],
    ['a page of less than nothing', '{ runs(first: -1) { totalCount } }'],
    ['a page of more than 32 bits', '{ runs(first: 2147483648) { totalCount } }'],
    ['a page of a quadrillion', '{ runs(first: 999999999999999999999999) { totalCount } }'],
    ['a page of a half', '{ runs(first: 0.5) { totalCount } }'],
    ['a page with an exponent', '{ runs(first: 1e3) { totalCount } }'],
    ['a page in words', '{ runs(first: "1") { totalCount } }'],
    [
      'occurrences without end',
      '{ previewSchedule(input: { every: "PT1S", count: 2147483647 }) { nextRuns } }',
    ],
    ['occurrences of a task without end', `{ task(name: "${task}") { nextRuns(first: 2147483647) } }`],
    ['log lines without end', '{ run(id: 1) { log(first: 2147483647) { hasMore } } }'],
    ['the 32nd of a month', '{ previewSchedule(input: { every: "P1M", anchorDay: 32 }) { valid } }'],
    [
      'the year 10000',
      `mutation { pauseTask(name: "${task}", reason: "x", until: "+010000-01-01T00:00:00Z") { name } }`,
    ],
    ['an instant before all', '{ auditEntries(since: "-999999-01-01T00:00:00Z") { totalCount } }'],
  ])('%s', async (_name, query) => {
    const answer = await send(world.url, { headers: { ...world.tokens.admin }, body: operation(query) });
    expect(refusalOf(answer).codes).toEqual(['BAD_INPUT']);
  });

  test.each<[string, string]>([
    ['the first instant that can be said', '-271821-04-20T00:00:00Z'],
    ['the last one', '+275760-09-13T00:00:00Z'],
    ['the year 0', '0000-01-01T00:00:00Z'],
    ['a year before Christ', '-000001-01-01T00:00:00Z'],
    ['a year of five digits', '+012345-01-01T00:00:00Z'],
  ])('in an instant that the database cannot keep: %s', async (_name, since) => {
    const query = 'query ($since: DateTime) { auditEntries(since: $since, until: $since) { totalCount } }';
    const answer = await send(world.url, {
      headers: { ...world.tokens.admin },
      body: operation(query, { since }),
    });
    expect(refusalOf(answer).codes).toEqual(['BAD_INPUT']);
  });
});

describe('JSON is taken for what it is:', () => {
  const body = (text: string) => send(world.url, { headers: { ...world.tokens.viewer }, body: text });
  test.each<[string, string, number, string[]]>([
    ['a prototype with a query', '{"__proto__":{"query":"{ facility { name } }"}}', 400, ['BAD_INPUT']],
    [
      'a constructor with a query',
      '{"constructor":{"prototype":{"query":"{ viewer { name } }"}}}',
      400,
      ['BAD_INPUT'],
    ],
    [
      'a variable of the prototype',
      '{"query":"query ($name: ID!) { task(name: $name) { name } }","variables":{"__proto__":{"name":"demo.Task"}}}',
      400,
      ['BAD_INPUT'],
    ],
    [
      'an input of the prototype',
      '{"query":"query ($input: SchedulePreviewInput!) { previewSchedule(input: $input) { valid } }","variables":{"input":{"__proto__":{"every":"PT1H"}}}}',
      400,
      ['BAD_INPUT'],
    ],
    [
      'an operation named as a prototype',
      '{"query":"query A { viewer { name } }","operationName":"__proto__"}',
      400,
      ['BAD_INPUT'],
    ],
    ['a field named as a prototype', '{"query":"{ __proto__ }"}', 400, ['BAD_INPUT']],
    ['a field named as a constructor', '{"query":"{ constructor { name } }"}', 400, ['BAD_INPUT']],
    ['a directive named as a prototype', '{"query":"{ viewer @__proto__ { name } }"}', 400, ['BAD_INPUT']],
    ['a fragment named as a prototype', '{"query":"{ ...__proto__ }"}', 400, ['BAD_INPUT']],
    [
      'a type named as a prototype',
      '{"query":"query ($x: __proto__) { task(name: $x) { name } }"}',
      400,
      ['BAD_INPUT'],
    ],
    [
      'a value of an enum named as a prototype',
      '{"query":"{ runs(state: __proto__) { totalCount } }"}',
      400,
      ['BAD_INPUT'],
    ],
    [
      'a text with toString',
      '{"query":"query ($name: ID!) { task(name: $name) { name } }","variables":{"name":{"toString":"x"}}}',
      400,
      ['BAD_INPUT'],
    ],
    [
      'the query twice, the second is no text',
      '{"query":"{ viewer { name } }","query":1}',
      400,
      ['BAD_INPUT'],
    ],
    ['variables in a list', '{"query":"{ viewer { name } }","variables":[1]}', 400, ['BAD_INPUT']],
    ['variables in a text', '{"query":"{ viewer { name } }","variables":"{}"}', 400, ['BAD_INPUT']],
    ['a query in a list', '{"query":["{ viewer { name } }"]}', 400, ['BAD_INPUT']],
    [
      'a stored query',
      '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}',
      400,
      ['BAD_INPUT'],
    ],
    ['a query by id', '{"id":"1","documentId":"1"}', 400, ['BAD_INPUT']],
    ['a query by the name of an operation', '{"operationName":"x"}', 400, ['BAD_INPUT']],
    ['null', 'null', 400, ['BAD_INPUT']],
    ['a text', '"{ viewer { name } }"', 400, ['BAD_INPUT']],
    ['a number', '1', 400, ['BAD_INPUT']],
    ['nothing', ' ', 400, ['BAD_INPUT']],
    ['a half of it', '{"query":"{ viewer', 400, ['BAD_INPUT']],
    ['single quotes', "{'query':'{ viewer { name } }'}", 400, ['BAD_INPUT']],
    ['a comment', '{"query":"{ viewer { name } }"/**/}', 400, ['BAD_INPUT']],
    ['NUL at its end', '{"query":"{ viewer { name } }"}\0', 400, ['BAD_INPUT']],
    ['a query that is empty', '{"query":""}', 400, ['BAD_INPUT']],
    ['a query of nothing but blanks', '{"query":"  ,,, # x"}', 400, ['BAD_INPUT']],
    ['a query with NUL', '{"query":"{ viewer\\u0000 { name } }"}', 400, ['BAD_INPUT']],
    [
      'a query with a lone surrogate',
      '{"query":"{ task(name: \\"\\ud800\\") { name } \\ud800 }"}',
      400,
      ['BAD_INPUT'],
    ],
    ['a query that defines types', '{"query":"extend type Viewer { role: String }"}', 400, ['BAD_INPUT']],
  ])('%s', async (_name, text, status, codes) => {
    expect(refusalOf(await body(text))).toEqual({ status, codes });
    expect(({} as Record<string, unknown>)['query']).toBeUndefined();
  });
});
