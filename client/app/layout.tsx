import { IconChevronRight } from '@tabler/icons-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { Announcer } from '../components/announcer.tsx';
import { useFacility } from '../components/facility.ts';
import { Hints } from '../components/hints.tsx';
import { ClockLine } from './clock-line.tsx';
import classes from './layout.module.css';
import { SessionNotice } from './session-notice.tsx';
import { UserMenu } from './user-menu.tsx';

function NavLink({ to, also, children }: { to: string; also?: string; children: string }) {
  const [path] = useLocation();
  const here = [to, also].some((each) => each && (path === each || path.startsWith(`${each}/`)));
  return (
    <Link href={to} className={classes.navLink} aria-current={here ? 'page' : undefined}>
      {children}
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
            <nav className={classes.nav} aria-label="Admin">
              <span className={classes.section}>
                Admin <IconChevronRight size={14} aria-hidden />
              </span>
              <NavLink to="/tasks" also="/runs">
                Background Tasks
              </NavLink>
              <NavLink to="/cycles">Cycles</NavLink>
              <NavLink to="/nodes">Nodes</NavLink>
              <NavLink to="/audit">Audit</NavLink>
              {viewer.role === 'admin' && <NavLink to="/access">Access</NavLink>}
            </nav>
            <nav className={classes.nav} aria-label="Records">
              <span className={classes.section}>
                Records <IconChevronRight size={14} aria-hidden />
              </span>
              <NavLink to="/submissions">Submissions</NavLink>
              <NavLink to="/reviews">Reviews</NavLink>
              <NavLink to="/projects" also="/allocations">
                Projects
              </NavLink>
              <NavLink to="/sessions">Sessions</NavLink>
              <NavLink to="/messages">Messages</NavLink>
            </nav>
          </div>
          <div className={classes.side}>
            <UserMenu />
          </div>
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        <ClockLine />
        <SessionNotice />
        {children}
      </main>
      <Announcer />
      <Hints />
    </>
  );
}
