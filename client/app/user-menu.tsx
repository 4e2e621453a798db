import { lazy, Suspense, useState } from 'react';
import { useFacility } from '../components/facility.ts';
import { UserButton } from './user-button.tsx';

const load = () => import('./user-menu-list.tsx');
const UserMenuList = lazy(load);

/** Fetches the menu before somebody asks for it. */
export const fetchUserMenu = (): Promise<unknown> => load();

/** Who is signed in, what they can do about that, and how the console looks to them. */
export function UserMenu() {
  const { name } = useFacility().viewer;
  const [wanted, setWanted] = useState(false);
  const button = <UserButton name={name} aria-expanded={false} onClick={() => setWanted(true)} />;
  return wanted ? (
    <Suspense fallback={button}>
      <UserMenuList />
    </Suspense>
  ) : (
    button
  );
}
