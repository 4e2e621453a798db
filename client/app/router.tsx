import { Suspense, useEffect } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { fetchDialogs } from '../components/dialogs.ts';
import { fetchHints } from '../components/hints.tsx';
import { PageSkeleton } from '../components/page-skeleton.tsx';
import { fetchCommands } from './commands.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { fetchedPage } from './fetched-page.tsx';
import { Layout } from './layout.tsx';
import { NotFoundPage } from './not-found.page.tsx';
import { fetchUserMenu } from './user-menu.tsx';

const pages = {
  taskList: fetchedPage(() => import('../features/task-list/task-list.page.tsx')),
  taskDetail: fetchedPage(() => import('../features/task-detail/task-detail.page.tsx')),
  run: fetchedPage(() => import('../features/run/run.page.tsx')),
  cycles: fetchedPage(() => import('../features/cycles/cycles.page.tsx')),
  cycle: fetchedPage(() => import('../features/cycles/cycle.page.tsx')),
  nodes: fetchedPage(() => import('../features/nodes/nodes.page.tsx')),
  submissions: fetchedPage(() => import('../features/submissions/submissions.page.tsx')),
  submission: fetchedPage(() => import('../features/submissions/submission.page.tsx')),
  reviews: fetchedPage(() => import('../features/reviews/reviews.page.tsx')),
  review: fetchedPage(() => import('../features/reviews/review.page.tsx')),
  projects: fetchedPage(() => import('../features/projects/projects.page.tsx')),
  project: fetchedPage(() => import('../features/projects/project.page.tsx')),
  allocations: fetchedPage(() => import('../features/allocations/allocations.page.tsx')),
  sessions: fetchedPage(() => import('../features/sessions/sessions.page.tsx')),
  session: fetchedPage(() => import('../features/sessions/session.page.tsx')),
  messages: fetchedPage(() => import('../features/notifications/messages.page.tsx')),
  message: fetchedPage(() => import('../features/notifications/message.page.tsx')),
  audit: fetchedPage(() => import('../features/audit/audit.page.tsx')),
  access: fetchedPage(() => import('../features/access/access.page.tsx')),
  account: fetchedPage(() => import('../features/account/account.page.tsx')),
};

const FETCH_REST_AFTER = 3_000;

/** Fetches the other pages once the first one is shown, so that they open at once, and also while the server is away. */
function useAllPages(): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      const pageLoads = Object.values(pages).map((page) => page.fetch);
      const loads = [...pageLoads, fetchDialogs, fetchHints, fetchUserMenu, fetchCommands];
      for (const load of loads) load().catch(() => undefined);
    }, FETCH_REST_AFTER);
    return () => clearTimeout(timer);
  }, []);
}

/** An address typed by hand may hold a lone %, which is then meant as it stands. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function Router() {
  const [path] = useLocation();
  useAllPages();
  return (
    <Layout>
      <ErrorBoundary key={path}>
        <Suspense fallback={<PageSkeleton />}>
          <Switch>
            <Route path="/">
              <Redirect to="/tasks" replace />
            </Route>
            <Route path="/tasks">
              <pages.taskList.Page />
            </Route>
            <Route path="/tasks/:name">
              {({ name }) => <pages.taskDetail.Page key={name} name={decode(name)} />}
            </Route>
            <Route path="/runs/:id">{({ id }) => <pages.run.Page key={id} id={decode(id)} />}</Route>
            <Route path="/cycles">
              <pages.cycles.Page />
            </Route>
            <Route path="/cycles/:id">{({ id }) => <pages.cycle.Page key={id} id={decode(id)} />}</Route>
            <Route path="/nodes">
              <pages.nodes.Page />
            </Route>
            <Route path="/submissions">
              <pages.submissions.Page />
            </Route>
            <Route path="/submissions/:id">
              {({ id }) => <pages.submission.Page key={id} id={decode(id)} />}
            </Route>
            <Route path="/reviews">
              <pages.reviews.Page />
            </Route>
            <Route path="/reviews/:id">{({ id }) => <pages.review.Page key={id} id={decode(id)} />}</Route>
            <Route path="/projects">
              <pages.projects.Page />
            </Route>
            <Route path="/projects/:id">{({ id }) => <pages.project.Page key={id} id={decode(id)} />}</Route>
            <Route path="/allocations">
              <pages.allocations.Page />
            </Route>
            <Route path="/sessions">
              <pages.sessions.Page />
            </Route>
            <Route path="/sessions/:id">{({ id }) => <pages.session.Page key={id} id={decode(id)} />}</Route>
            <Route path="/messages">
              <pages.messages.Page />
            </Route>
            <Route path="/messages/:id">{({ id }) => <pages.message.Page key={id} id={decode(id)} />}</Route>
            <Route path="/audit">
              <pages.audit.Page />
            </Route>
            <Route path="/access">
              <pages.access.Page key="accounts" section="accounts" />
            </Route>
            <Route path="/access/tokens">
              <pages.access.Page key="tokens" section="tokens" />
            </Route>
            <Route path="/account">
              <pages.account.Page />
            </Route>
            <Route>
              <NotFoundPage />
            </Route>
          </Switch>
        </Suspense>
      </ErrorBoundary>
    </Layout>
  );
}
