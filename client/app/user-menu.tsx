import { Loader, Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import {
  IconChevronDown,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSun,
  IconUser,
  IconUserCog,
} from '@tabler/icons-react';
import { Link } from 'wouter';
import { ROLES } from '../components/access/roles.ts';
import { useFacility } from '../components/facility.ts';
import classes from './user-menu.module.css';
import { useSignOut } from './use-sign-out.ts';

const SCHEMES = [
  { value: 'light', name: 'Light', Icon: IconSun },
  { value: 'dark', name: 'Dark', Icon: IconMoon },
  { value: 'auto', name: 'As the system', Icon: IconDeviceDesktop },
] as const;

function ColourSchemes() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu.RadioGroup value={colorScheme}>
      <Menu.Label>Colours</Menu.Label>
      {SCHEMES.map(({ value, name, Icon }) => (
        <Menu.RadioItem
          key={value}
          value={value}
          rightSection={<Icon size={16} aria-hidden />}
          onChange={() => setColorScheme(value)}
        >
          {name}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}

/** Who is signed in, what they can do about that, and how the console looks to them. */
export function UserMenu() {
  const { name, email, role } = useFacility().viewer;
  const { send: signOut, busy, error } = useSignOut();
  return (
    <Menu
      position="bottom-end"
      width={270}
      shadow="md"
      withinPortal={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <UnstyledButton className={classes.target}>
          <IconUser size={16} aria-hidden />
          <span className={classes.name}>{name}</span>
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={classes.dropdown}>
        <div className={classes.who}>
          <p className={classes.whole}>{name}</p>
          {email && <p>{email}</p>}
          <p>{ROLES[role].label}</p>
        </div>
        <Menu.Divider />
        <Menu.Item
          component={Link}
          href="/account"
          className={classes.link}
          leftSection={<IconUserCog size={16} aria-hidden />}
        >
          Your account
        </Menu.Item>
        <Menu.Divider />
        <ColourSchemes />
        <Menu.Divider />
        <Menu.Item
          closeMenuOnClick={false}
          leftSection={busy ? <Loader size={16} aria-hidden /> : <IconLogout size={16} aria-hidden />}
          onClick={() => !busy && signOut()}
        >
          Sign out
        </Menu.Item>
        {error && (
          <p role="alert" className={classes.problem}>
            You are still signed in. {error.message}
          </p>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
