import {
  getNamedType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import 'reflect-metadata';
import { consoleRoles, permits, type ConsoleRole, type Rule } from '../../server/access/roles.ts';
import { createContext, type Services } from '../../server/graphql/context.ts';
import { createSchema } from '../../server/graphql/schema.ts';
import { type Headers, startTestApp, type TestApp } from '../support/app.ts';
import { anAccount, asNobody, asSession, aToken, openSocket, signInByLink } from './support.ts';

type Field = GraphQLField<unknown, unknown>;
const schema: GraphQLSchema = await createSchema();
const operations = [schema.getQueryType()!, schema.getMutationType()!, schema.getSubscriptionType()!];
const types = Object.values(schema.getTypeMap()).filter(
  (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
);
const fieldsOf = (type: GraphQLObjectType): Field[] => Object.values(type.getFields());

/** What a field declares, or else its type. */
const ruleOf = (type: GraphQLObjectType, field: Field): Rule | undefined =>
  (field.extensions['rule'] ?? (operations.includes(type) ? undefined : type.extensions['rule'])) as
    | Rule
    | undefined;

/** What each mutation is open to, written down a second time: a change of one has to be meant. */
const mutations: Record<string, Rule> = {
  runTaskNow: 'operator',
  cancelRun: 'operator',
  pauseTask: 'operator',
  resumeTask: 'operator',
  retryNotification: 'operator',
  setTaskSchedule: 'admin',
  resetTaskSchedule: 'admin',
  createToken: 'admin',
  revokeToken: 'admin',
  createAccount: 'admin',
  setAccountRole: 'admin',
  removeAccount: 'admin',
  createSignInLink: 'admin',
  updateProfile: 'viewer',
  changePassword: 'viewer',
};
const openToAnyone = new Set(['viewer', 'signInMethods']);
const adminsQueries = new Set(['tokens', 'accounts']);

test('every field of every type says who may use it', () => {
  const silent = types.flatMap((type) =>
    fieldsOf(type)
      .filter((field) => !ruleOf(type, field))
      .map((field) => `${type.name}.${field.name}`),
  );
  expect(silent).toEqual([]);
});

test('the rules are those that were meant', () => {
  const [query, mutation, subscription] = operations.map((type) =>
    Object.fromEntries(fieldsOf(type).map((field) => [field.name, ruleOf(type, field)])),
  );
  expect(mutation).toEqual(mutations);
  for (const [name, rule] of Object.entries(query!)) {
    expect(rule, name).toBe(openToAnyone.has(name) ? 'anyone' : adminsQueries.has(name) ? 'admin' : 'viewer');
  }
  expect(subscription).toEqual({ runLog: 'viewer', taskChanged: 'viewer' });
  const open = types.filter((type) => type.extensions['rule'] === 'anyone').map(({ name }) => name);
  expect(open).toEqual(['Viewer']);
});

describe('asking', () => {
  let app: TestApp;
  const asking = new Map<string, { role: ConsoleRole | null; headers: Headers }>();
  beforeAll(async () => {
    app = await startTestApp({ env: { ROLE: 'server' } });
    for (const role of consoleRoles) {
      const { authorization } = await aToken(app, { role });
      asking.set(role, { role, headers: { authorization } });
    }
    const { id, link } = await anAccount(app);
    await app.query('mutation ($id: ID!) { setAccountRole(id: $id, role: null) { id } }', { id });
    const cookie = await signInByLink(app, link);
    asking.set('somebody without a role', { role: null, headers: asSession(cookie) });
    asking.set('nobody', { role: null, headers: asNobody });
  });
  afterAll(() => app[Symbol.asyncDispose]());

  const all = operations.flatMap((type) => fieldsOf(type).map((field) => ({ type, field })));
  test.each(all.map(({ type, field }) => [`${type.name}.${field.name}`, type, field] as const))(
    '%s is open to those whom its rule names, and to no other',
    async (_name, type, field) => {
      const rule = ruleOf(type, field)!;
      for (const [who, { role, headers }] of asking) {
        const codes = await codesOf(app, operationOf(type, field), headers);
        const refusal = who === 'nobody' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
        if (permits(rule, role)) {
          expect(codes, who).not.toContain('UNAUTHENTICATED');
          expect(codes, who).not.toContain('FORBIDDEN');
        } else expect(codes, who).toEqual([refusal]);
      }
    },
  );

  const inner = types
    .filter((type) => !operations.includes(type))
    .flatMap((type) => fieldsOf(type).map((field) => [`${type.name}.${field.name}`, type, field] as const));
  test.each(inner)('the field %s keeps out those whom its rule does not name', (_name, type, field) => {
    const rule = ruleOf(type, field)!;
    for (const role of [...consoleRoles, null]) {
      if (permits(rule, role)) continue;
      const principal = {
        kind: 'person',
        id: '1',
        name: 'Eve',
        email: null,
        role,
        session: null,
        expiresAt: null,
      } as const;
      const context = createContext({ orm: app.app.orm } as Services, principal, { ip: null, agent: null });
      expect(() => field.resolve!({}, {}, context, {} as never)).toThrow(/no role here|needs the role/);
    }
  });
});

/** An operation that calls a field with whatever arguments, so that a subscription has an end, and asks only for a type. */
function operationOf(type: GraphQLObjectType, field: Field): string {
  const given = field.args
    .filter(({ defaultValue }) => defaultValue === undefined)
    .map(({ name, type }) => `${name}: ${literal(type)}`);
  const args = given.length > 0 ? `(${given.join(', ')})` : '';
  const selection = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
  return `${type.name.toLowerCase()} { ${field.name}${args}${selection} }`;
}

/** Some value of an input type; it need not be a sensible one. */
function literal(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(type.ofType);
  if (isListType(type)) return '[]';
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return `{ ${fields.map((field) => `${field.name}: ${literal(field.type)}`).join(', ')} }`;
  }
  if (type.name === 'DateTime') return '"2020-01-01T00:00:00Z"';
  if (type.name === 'Date') return '"2020-01-01"';
  if (type.name === 'Boolean') return 'true';
  return type.name === 'Int' ? '1' : '"0"';
}

/** The codes with which an operation is refused. */
async function codesOf(app: TestApp, query: string, headers: Headers): Promise<string[]> {
  if (query.startsWith('subscription')) {
    await using socket = openSocket(app, headers);
    return await socket.refusals(query);
  }
  const { errors } = await app.request(query, {}, headers);
  return errors?.map(({ extensions }) => extensions.code) ?? [];
}
