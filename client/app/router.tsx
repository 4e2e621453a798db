import { lazy, Suspense, useEffect } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { PageSkeleton } from '../components/page-skeleton.tsx';
import { loadRunNowDialog } from '../components/run-now/load-run-now-dialog.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { FacilityGate } from './facility-gate.tsx';
import { Layout } from './layout.tsx';
import { NotFoundPage } from './not-found.page.tsx';

const pages = {
  taskList: () => import('../features/task-list/task-list.page.tsx'),
  taskDetail: () => import('../features/task-detail/task-detail.page.tsx'),
  run: () => import('../features/run/run.page.tsx'),
  cycles: () => import('../features/cycles/cycles.page.tsx'),
};
const TaskListPage = lazy(pages.taskList);
const TaskDetailPage = lazy(pages.taskDetail);
const RunPage = lazy(pages.run);
const CyclesPage = lazy(pages.cycles);

const FETCH_REST_AFTER = 3_000;

/** Fetches the other pages once the first one is shown, so that they open at once, and also while the server is away. */
function useAllPages(): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const load of [...Object.values(pages), loadRunNowDialog]) load().catch(() => undefined);
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
    <FacilityGate>
      <Layout>
        <ErrorBoundary key={path}>
          <Suspense fallback={<PageSkeleton />}>
            <Switch>
              <Route path="/">
                <Redirect to="/tasks" replace />
              </Route>
              <Route path="/tasks">
                <TaskListPage />
              </Route>
              <Route path="/tasks/:name">
                {({ name }) => <TaskDetailPage key={name} name={decode(name)} />}
              </Route>
              <Route path="/runs/:id">{({ id }) => <RunPage key={id} id={decode(id)} />}</Route>
              <Route path="/cycles">
                <CyclesPage />
              </Route>
              <Route>
                <NotFoundPage />
              </Route>
            </Switch>
          </Suspense>
        </ErrorBoundary>
      </Layout>
    </FacilityGate>
  );
}
