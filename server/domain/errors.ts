/** Codes an API may show (design §5); anything else that is thrown is an accident and stays internal. */
export type DomainErrorCode = 'NOT_FOUND' | 'CONFLICT' | 'BAD_INPUT';

/** A rule of the domain said no. The message is for people: it names the value and the remedy. */
export class DomainError extends Error {
  override name = 'DomainError';

  constructor(
    readonly code: DomainErrorCode,
    message: string,
    /** The input field to correct, when there is one. */
    readonly field?: string,
  ) {
    super(message);
  }
}

/** What was asked for does not exist. */
export class NotFound extends DomainError {
  override name = 'NotFound';

  constructor(noun: string, id: string) {
    super('NOT_FOUND', `There is no ${noun} ${JSON.stringify(id)}`);
  }
}

/** It cannot be done as things stand. */
export class Conflict extends DomainError {
  override name = 'Conflict';

  constructor(message: string) {
    super('CONFLICT', message);
  }
}

/** One field of the input is wrong. */
export class InvalidInput extends DomainError {
  override name = 'InvalidInput';

  constructor(field: string, message: string) {
    super('BAD_INPUT', message, field);
  }
}
