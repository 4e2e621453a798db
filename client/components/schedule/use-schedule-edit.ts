import { useState } from 'react';
import type { ScheduleFactsFragment } from '../../gql/graphql.ts';
import { partsOf, sameParts, type Parts } from './schedule-parts.ts';

/**
 * The fields of a schedule being edited, while `current` may change under the editor's hands. Untouched fields follow
 * it. Touched ones stay, and `conflict` is true until the editor has decided; nothing typed is ever lost.
 */
export function useScheduleEdit(current: ScheduleFactsFragment) {
  /** What the edit is made on. */
  const [base, setBase] = useState(current);
  const [fields, setFields] = useState(() => partsOf(current));
  /** What was typed before the current schedule took its place. */
  const [typed, setTyped] = useState<Parts | null>(null);

  const dirty = !sameParts(fields, partsOf(base));
  const changed = current.version !== base.version;
  if (changed && !dirty) {
    // While rendering, as React has it for state that follows a prop: nobody sees the step between.
    setBase(current);
    setFields(partsOf(current));
  }

  return {
    fields,
    set: (part: Partial<Parts>) => setFields((before) => ({ ...before, ...part })),
    dirty,
    version: base.version,
    conflict: changed && dirty,
    /** Goes on with what was typed, knowing that it will take the place of the current schedule. */
    keep: () => setBase(current),
    /** Puts the current schedule into the fields and what was typed aside. */
    load: () => {
      setTyped(fields);
      setBase(current);
      setFields(partsOf(current));
    },
    /** Puts back what was typed; null when nothing is aside. */
    restore:
      typed &&
      (() => {
        setFields(typed);
        setTyped(null);
      }),
  };
}

export type ScheduleEdit = ReturnType<typeof useScheduleEdit>;
