import { type EntityProperty, type Platform, Type, ValidationError } from '@mikro-orm/core';

/** A `timestamptz` column as a `Temporal.Instant`. */
export class InstantType extends Type<Temporal.Instant | null | undefined, string | null | undefined> {
  /**
   * PostgreSQL keeps microseconds and would round the rest; we cut it off, so that what is compared
   * and what is stored is the same and an instant never moves into the future.
   */
  override convertToDatabaseValue(value: Temporal.Instant | string | null | undefined) {
    if (value === null || value === undefined) return value;
    return Temporal.Instant.from(value).toString({ smallestUnit: 'microsecond', roundingMode: 'floor' });
  }

  override convertToJSValue(value: Temporal.Instant | string | null | undefined) {
    return value === null || value === undefined ? value : Temporal.Instant.from(value);
  }

  override fromJSON(value: unknown) {
    return parsed(InstantType, value, (text) => Temporal.Instant.from(text));
  }

  // The text form is canonical, so comparing texts compares instants.
  override compareAsType() {
    return 'string';
  }

  override get runtimeType() {
    return 'Temporal.Instant';
  }

  override getColumnType(prop: EntityProperty, platform: Platform) {
    return platform.getDateTimeTypeDeclarationSQL({
      length: prop.length ?? platform.getDefaultDateTimeLength(),
    });
  }

  override getDefaultLength(platform: Platform) {
    return platform.getDefaultDateTimeLength();
  }
}

/** A `date` column as a `Temporal.PlainDate`: a civil date without clock or zone. */
export class PlainDateType extends Type<Temporal.PlainDate | null | undefined, string | null | undefined> {
  override convertToDatabaseValue(value: Temporal.PlainDate | string | null | undefined) {
    if (value === null || value === undefined) return value;
    return Temporal.PlainDate.from(value).toString({ calendarName: 'never' });
  }

  override convertToJSValue(value: Temporal.PlainDate | string | null | undefined) {
    return value === null || value === undefined ? value : Temporal.PlainDate.from(value);
  }

  override fromJSON(value: unknown) {
    return parsed(PlainDateType, value, (text) => Temporal.PlainDate.from(text));
  }

  override compareAsType() {
    return 'string';
  }

  override get runtimeType() {
    return 'Temporal.PlainDate';
  }

  override getColumnType(prop: EntityProperty, platform: Platform) {
    return platform.getDateTypeDeclarationSQL(prop.length);
  }

  override getDefaultLength() {
    return 0;
  }
}

/** Cursors come from clients: refuse what is not one of our own texts. */
function parsed<T>(
  type: typeof InstantType | typeof PlainDateType,
  value: unknown,
  parse: (text: string) => T,
): T {
  try {
    if (typeof value === 'string') return parse(value);
  } catch {
    // Falls through to the one error both cases share.
  }
  throw ValidationError.invalidType(type, value, 'JSON');
}
