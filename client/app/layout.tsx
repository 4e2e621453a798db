import { IconChevronRight } from '@tabler/icons-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { Announcer } from '../components/announcer.tsx';
import { useFacility } from '../components/facility.ts';
import { Hints } from '../components/hints.tsx';
import { ClockLine } from './clock-line.tsx';
import { Commands } from './commands.tsx';
import classes from './layout.module.css';
import { isOpen, PLACES, type Place } from './places.ts';
import { SessionNotice } from './session-notice.tsx';
import { Status } from './status/status.tsx';
import { UserMenu } from './user-menu.tsx';

function NavLink({ place: { to, also, label } }: { place: Place }) {
  const [path] = useLocation();
  const here = [to, also].some((each) => each && (path === each || path.startsWith(`${each}/`)));
  return (
    <Link href={to} className={classes.navLink} aria-current={here ? 'page' : undefined}>
      {label}
    </Link>
  );
}

/** Moves the keyboard and the reading position to the new page, as a browser does on a real page load. */
function useFocusOnNavigation() {
  const main = useRef<HTMLElement>(null);
  const [path] = useLocation();
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return main;
}

export function Layout({ children }: { children: ReactNode }) {
  const { name, viewer } = useFacility();
  const [path] = useLocation();
  const main = useFocusOnNavigation();
  return (
    <>
      <a href="#main" className={classes.skip}>
        Skip to content
      </a>
      <header className={classes.header}>
        <div className={classes.bar}>
          <Link href="/tasks" className={classes.brand}>
            <span className={classes.product}>USO Background Tasks</span>
            <span className={classes.facility}>{name}</span>
          </Link>
          <div className={classes.navs}>
            {(['Admin', 'Records'] as const).map((section) => (
              <nav key={section} className={classes.nav} aria-label={section}>
                <span className={classes.section}>
                  {section} <IconChevronRight size={14} aria-hidden />
                </span>
                {PLACES[section]
                  .filter((place) => isOpen(place, viewer.role))
                  .map((place) => (
                    <NavLink key={place.to} place={place} />
                  ))}
              </nav>
            ))}
          </div>
          <div className={classes.side}>
            <Commands key={path} />
            <UserMenu />
          </div>
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        <ClockLine />
        <SessionNotice />
        {children}
      </main>
      <Status />
      <Announcer />
      <Hints />
    </>
  );
}
