import { lazy, Suspense } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { PageSkeleton } from '../components/page-skeleton.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { FacilityGate } from './facility-gate.tsx';
import { Layout } from './layout.tsx';
import { NotFoundPage } from './not-found.page.tsx';

const TaskListPage = lazy(() => import('../features/task-list/task-list.page.tsx'));
const TaskDetailPage = lazy(() => import('../features/task-detail/task-detail.page.tsx'));
const RunPage = lazy(() => import('../features/run/run.page.tsx'));
const CyclesPage = lazy(() => import('../features/cycles/cycles.page.tsx'));

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
