import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { IconChevronDown, IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { ClearFilters } from '../clear-filters.tsx';
import classes from './records.module.css';
import type { RecordFilters } from './use-record-filters.ts';

const CHEVRON = <IconChevronDown size={16} aria-hidden />;
/** A pause in typing; each text that is asked for is a search in the whole table. */
const TYPED_FOR = 250;

interface SearchProps {
  label: string;
  placeholder: string;
  value: string;
  onSearch: (text: string) => void;
}

/** Searches when the reader pauses in typing, and at once on Enter. */
function SearchField({ label, placeholder, value, onSearch }: SearchProps) {
  const [text, setText] = useState(value);
  const [asked, setAsked] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  // The address has changed without us: the filters were cleared, or the reader went back.
  if (value !== asked) {
    setAsked(value);
    setText(value);
  }
  const ask = (next: string) => {
    clearTimeout(timer.current);
    setAsked(next);
    onSearch(next);
  };
  return (
    <TextInput
      className={classes.search}
      type="search"
      aria-label={label}
      placeholder={placeholder}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={text}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setText(next);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => ask(next), TYPED_FOR);
      }}
      onKeyDown={(event) => event.key === 'Enter' && ask(text)}
    />
  );
}

/** One way to narrow a list down. */
export interface Choice<Key extends string> {
  key: Key;
  label: string;
  /** What it says when nothing is chosen; left out for a box to tick, which sets "true". */
  all?: string;
  options?: readonly { value: string; label: string }[];
  /** A date to choose, with its label in front. Dates stand together, behind the rest. */
  date?: boolean;
}

interface Props<Key extends string> {
  filters: RecordFilters<Key | 'q'>;
  /** Label and placeholder; left out for a list without a search. */
  search?: { label: string; placeholder: string };
  choices: readonly Choice<Key>[];
}

/** The filters of a list of records, in one row, or as many as it takes. */
export function RecordFilterBar<Key extends string>({ filters, search, choices }: Props<Key>) {
  const { values, set, clear, any } = filters;
  const dates = choices.filter(({ date }) => date);
  return (
    <search className={classes.filters} tabIndex={-1}>
      {search && <SearchField {...search} value={values.q ?? ''} onSearch={(text) => set('q', text)} />}
      {choices.map(({ key, label, all, options, date }) =>
        date ? null : all === undefined ? (
          <Checkbox
            key={key}
            label={label}
            checked={values[key] === 'true'}
            onChange={(event) => set(key, event.currentTarget.checked ? 'true' : '')}
          />
        ) : (
          <NativeSelect
            key={key}
            className={classes.choice}
            aria-label={label}
            value={values[key] ?? ''}
            onChange={(event) => set(key, event.currentTarget.value)}
            rightSection={CHEVRON}
            data={[{ value: '', label: all }, ...(options ?? [])]}
          />
        ),
      )}
      {dates.length > 0 && (
        <div className={classes.dates}>
          {dates.map(({ key, label }) => (
            <TextInput
              key={key}
              className={classes.date}
              type="date"
              aria-label={label}
              leftSection={<span aria-hidden>{label}</span>}
              leftSectionWidth={46}
              value={values[key] ?? ''}
              onChange={(event) => set(key, event.currentTarget.value)}
            />
          ))}
        </div>
      )}
      {any && <ClearFilters quiet onClear={clear} />}
    </search>
  );
}
