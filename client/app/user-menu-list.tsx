import { Loader, Menu, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUserCog } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { ROLES } from '../components/access/roles.ts';
import { useFacility } from '../components/facility.ts';
import { UserButton } from './user-button.tsx';
import classes from './user-menu.module.css';
import { useSignOut } from './use-sign-out.ts';

const SCHEMES = [
  { value: 'light', name: 'Light', Icon: IconSun },
  { value: 'dark', name: 'Dark', Icon: IconMoon },
  { value: 'auto', name: 'System', Icon: IconDeviceDesktop },
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

/** Opens as soon as it is there: its code was fetched because somebody asked for it. */
export default function UserMenuList() {
  const { name, email, role } = useFacility().viewer;
  const { send: signOut, busy, error } = useSignOut();
  const target = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // This button has taken the place of the one that was pressed.
    target.current?.focus();
    target.current?.click();
  }, []);
  return (
    <Menu
      position="bottom-end"
      width={270}
      shadow="md"
      withinPortal={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <UserButton ref={target} name={name} />
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
