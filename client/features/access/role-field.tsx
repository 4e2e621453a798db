import { NativeSelect } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { ROLES } from '../../components/access/roles.ts';
import { oneOf } from '../../components/records/record-states.ts';
import type { ConsoleRole } from '../../gql/graphql.ts';

const OPTIONS = Object.entries(ROLES).map(([value, { label }]) => ({ value, label }));
const NONE = { value: '', label: 'No role' };

interface Props {
  value: ConsoleRole | null;
  onChange: (role: ConsoleRole | null) => void;
  /** Whether it may be none at all. */
  optional?: boolean;
}

/** What somebody may do, with what that means. */
export function RoleField({ value, onChange, optional = false }: Props) {
  return (
    <NativeSelect
      label="Role"
      description={value ? ROLES[value].may : 'May sign in and sees nothing.'}
      inputWrapperOrder={['label', 'input', 'description']}
      data={optional ? [NONE, ...OPTIONS] : OPTIONS}
      value={value ?? ''}
      onChange={(event) => onChange(oneOf(ROLES, event.currentTarget.value) ?? null)}
      rightSection={<IconChevronDown size={16} aria-hidden />}
    />
  );
}
