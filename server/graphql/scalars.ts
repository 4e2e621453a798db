import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLJSON } from 'graphql-scalars';

/** An instant: ISO 8601, written in UTC, read with any offset. */
export const DateTime = temporalScalar(
  'DateTime',
  'An instant in ISO 8601, such as "2027-01-15T16:15:00Z". Written in UTC; read with any offset.',
  '2027-01-15T10:15:00-06:00',
  (text) => Temporal.Instant.from(text),
);

/** A civil date at the facility. */
export const CivilDate = temporalScalar(
  'Date',
  'A civil date at the facility, such as "2027-01-15".',
  '2027-01-15',
  (text) => Temporal.PlainDate.from(text),
);

/** A length of time. */
export const Duration = temporalScalar(
  'Duration',
  'A length of time in ISO 8601, such as "PT15M" or "PT6.1S".',
  'PT15M',
  (text) => Temporal.Duration.from(text),
);

/** A JSON object. */
export const Json = new GraphQLScalarType({
  ...GraphQLJSON.toConfig(),
  name: 'JSON',
  description: 'Any JSON value.',
  specifiedByURL: null,
});

function temporalScalar<T extends { toString(): string }>(
  name: string,
  description: string,
  example: string,
  parse: (text: string) => T,
) {
  const read = (value: unknown): T => {
    try {
      if (typeof value === 'string') return parse(value);
    } catch {
      // Said below, with what would be right.
    }
    throw new GraphQLError(`${JSON.stringify(value)} is not a ${name}: use a form like "${example}".`);
  };
  return new GraphQLScalarType<T, string>({
    name,
    description,
    serialize: (value) => (value as T).toString(),
    parseValue: read,
    parseLiteral: (node: ValueNode) => read(node.kind === Kind.STRING ? node.value : undefined),
  });
}
