import * as fc from 'fast-check';
import {
  getNamedType,
  type GraphQLArgument,
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

/** Texts of all kinds, the odd ones more often than by chance. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    '',
    '\0',
    '\ud800',
    '\u202e',
    '__proto__',
    'constructor',
    '%',
    "'; drop table run; --",
    '{{ 7 | times: 7 }}',
    'demo.Task',
    '1',
    '0',
    '-1',
    '9223372036854775808',
    '9'.repeat(40),
    '2027-01-15T16:00:00Z',
    '-271821-04-20T00:00:00Z',
    '+275760-09-13T00:00:00Z',
    '2027-02-30',
    'P1Y2M3DT4H5M6.789S',
    'PT0S',
    '-PT1H',
    'P999999999Y',
    'PT1E9H',
    'T24:00',
    'T02:30',
    'America/Regina',
    'Europe/Berlin',
    '+01:00',
    'Etc/Nowhere',
    Buffer.from('["1"]').toString('base64url'),
    Buffer.from('["2027-01-15T16:00:00Z","1"]').toString('base64url'),
    Buffer.from('[null]').toString('base64url'),
  ),
);

/** Numbers of 32 bits: small ones, of which pages are made, and those at the end. */
const numbers = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 4 }) },
  fc.integer({ min: -2, max: 210 }),
  fc.constantFrom(2_147_483_647, -2_147_483_648),
);

/** Instants, as early and as late as can be said. */
const instants = fc.oneof(
  fc.constantFrom(
    '2027-01-15T16:00:00Z',
    '2027-01-15T10:00:00.123456789-06:00',
    '1970-01-01T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999999999Z',
    '+010000-01-01T00:00:00Z',
    '-271821-04-20T00:00:00Z',
    '+275760-09-13T00:00:00Z',
  ),
  fc
    .bigInt({ min: -(10n ** 18n), max: 10n ** 19n })
    .map((ns) => Temporal.Instant.fromEpochNanoseconds(ns).toString()),
);

/** Any value in JSON. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  texts,
  numbers,
  fc.constantFrom(2_147_483_648, 1e21, 0.5, -0),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A text as GraphQL writes it, with nothing but ASCII in it. */
export const quoted = (text: string) =>
  `"${[...Array(text.length).keys()]
    .map((index) => {
      const code = text.charCodeAt(index);
      const isPlain = code >= 0x20 && code < 0x7f && code !== 0x22 && code !== 0x5c;
      return isPlain ? text[index] : `\\u${code.toString(16).padStart(4, '0')}`;
    })
    .join('')}"`;

/** Directives that may stand at a field. */
const directives = ['', '', '', ' @include(if: true)', ' @skip(if: false)', ' @skip(if: true)'];
const oddDirectives = [' @skip(if: $v)', ' @deprecated', ' @hack', ' @include', ' @__proto__(a: 1)'];

/** A piece of a selection; `name` tells it from the others beside it. */
interface Part {
  name: string;
  text: string;
}

/** Documents that a schema makes. */
export class Documents {
  private readonly known = new Map<string, fc.Arbitrary<string>>();

  constructor(
    private readonly schema: GraphQLSchema,
    /** Whether they are wrong in places: types, names, values, variables that nobody has declared. */
    private readonly odd: boolean,
  ) {}

  /** Operations of one kind. */
  operations(kind: 'query' | 'mutation' | 'subscription'): fc.Arbitrary<string> {
    const type = {
      query: this.schema.getQueryType(),
      mutation: this.schema.getMutationType(),
      subscription: this.schema.getSubscriptionType(),
    }[kind]!;
    const heads = this.mostly(
      fc.constantFrom('', ' A'),
      fc.constantFrom(' __proto__', '($v: Int)', '($v: ID! = "1") @hack'),
    );
    return fc
      .tuple(heads, this.selection(type, 5, kind === 'query' ? 4 : 1))
      .map(([head, selection]) => `${kind}${head} ${selection}`);
  }

  /** Fragments of types by chance, which may spread each other in circles. */
  fragments(): fc.Arbitrary<string> {
    const types = Object.values(this.schema.getTypeMap()).filter(
      (type) => isObjectType(type) && !type.name.startsWith('__'),
    );
    const fragment = fc
      .tuple(
        fc.constantFrom('A', 'B', 'C'),
        fc.constantFrom(...types),
        fc.constantFrom('...A', '...B', '...C', ''),
      )
      .chain(([name, type, spread]) =>
        this.selection(type as GraphQLObjectType, 1, 2).map(
          (selection) => `fragment ${name} on ${type.name} { ${spread} ... on ${type.name} ${selection} }`,
        ),
      );
    return fc
      .tuple(fc.array(fragment, { minLength: 1, maxLength: 4 }), fc.constantFrom('A', 'B'))
      .map(([fragments, name]) => `{ ...${name} viewer { ...${name} } } ${fragments.join(' ')}`);
  }

  private selection(type: GraphQLObjectType, depth: number, width: number): fc.Arbitrary<string> {
    const key = `${type.name} ${depth} ${width}`;
    const known = this.known.get(key);
    if (known) return known;
    const fields = Object.values(type.getFields()).filter(
      (field) => depth > 0 || !isCompositeType(getNamedType(field.type)),
    );
    const typeName: Part = { name: '__typename', text: '__typename' };
    const odd = ['hack', '__schema { types { name } }', '... { __typename }', '...A', 'x: __typename @hack'];
    const part = this.mostly(
      fc.oneof(fc.constant(typeName), ...fields.map((field) => this.field(field, depth - 1))),
      fc.constantFrom(...odd.map((text) => ({ name: text, text }))),
    );
    const made = fc
      .uniqueArray(part, {
        minLength: 1,
        maxLength: width,
        selector: ({ name }) => name,
      })
      .map((parts) => `{ ${parts.map(({ text }) => text).join(' ')} }`);
    this.known.set(key, made);
    return made;
  }

  private field(field: GraphQLField<unknown, unknown>, depth: number): fc.Arbitrary<Part> {
    const named = getNamedType(field.type);
    const inner = isObjectType(named) ? this.selection(named, Math.max(depth, 0), 3) : fc.constant('');
    return fc
      .tuple(
        this.mostly(fc.constant(''), fc.constantFrom('x: ', 'name: ')),
        this.args(field.args),
        this.mostly(fc.constantFrom(...directives), fc.constantFrom(...oddDirectives)),
        this.mostly(inner, fc.constantFrom('', '{ hack }', '{ }')),
      )
      .map(([alias, args, directive, selection]) => ({
        name: field.name,
        text: `${alias}${field.name}${args}${directive} ${selection}`,
      }));
  }

  private args(args: readonly GraphQLArgument[]): fc.Arbitrary<string> {
    if (args.length === 0) return this.mostly(fc.constant(''), fc.constantFrom('(x: 1)', '()'));
    const each = args.map(({ name, type, defaultValue }) => {
      const given = this.value(type, 2).map((text) => `${name}: ${text}`);
      const isNeeded = isNonNullType(type) && defaultValue === undefined;
      return isNeeded ? this.mostly(given, fc.constant('')) : fc.oneof(given, fc.constant(''));
    });
    return fc.tuple(...each).map((given) => {
      const some = given.filter(Boolean);
      return some.length > 0 ? `(${some.join(', ')})` : '';
    });
  }

  /** A value of an input type as GraphQL writes it. */
  private value(type: GraphQLInputType, depth: number): fc.Arbitrary<string> {
    const wrong = fc.constantFrom(
      'null',
      '$v',
      '{}',
      '[]',
      '[[]]',
      'true',
      'HACK',
      '{ __proto__: 1 }',
      '1.5',
      '"""x"""',
    );
    return this.mostly(this.rightValue(type, depth), fc.oneof(wrong, texts.map(quoted)));
  }

  private rightValue(type: GraphQLInputType, depth: number): fc.Arbitrary<string> {
    if (isNonNullType(type)) return this.rightValue(type.ofType, depth);
    if (isListType(type)) {
      return fc
        .array(this.value(type.ofType, depth), { maxLength: 3 })
        .map((items) => `[${items.join(', ')}]`);
    }
    if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
    if (isInputObjectType(type)) {
      const each = Object.values(type.getFields()).map((field) => {
        const given = this.value(field.type, depth - 1).map((text) => `${field.name}: ${text}`);
        return isNonNullType(field.type) && field.defaultValue === undefined
          ? given
          : fc.oneof(given, fc.constant(''));
      });
      return fc.tuple(...each).map((given) => `{ ${given.filter(Boolean).join(', ')} }`);
    }
    if (type.name === 'Int') return numbers.map(String);
    if (type.name === 'Boolean') return fc.constantFrom('true', 'false');
    if (type.name === 'DateTime') return instants.map(quoted);
    return texts.map(quoted);
  }

  private mostly<T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>): fc.Arbitrary<T> {
    if (!this.odd) return usual;
    return fc.oneof({ weight: 15, arbitrary: usual }, { weight: 1, arbitrary: odd });
  }
}

/** One piece many times over. */
export const repeated = fc
  .tuple(
    fc.constantFrom('{ a ', '[', '{', '...A ', '@a ', '"', '#', '(a: ', 'a: a '),
    fc.integer({ min: 1, max: 2_000 }),
  )
  .map(([piece, count]) => `{ ${piece.repeat(count)}`);
