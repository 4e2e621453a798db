import { lazy, Suspense } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { PageSkeleton } from '../components/page-skeleton.tsx';
import { FacilityGate } from './facility-gate.tsx';
import { Layout } from './layout.tsx';
import { NotFoundPage } from './not-found.page.tsx';

const TaskListPage = lazy(() => import('../features/task-list/task-list.page.tsx'));
const TaskDetailPage = lazy(() => import('../features/task-detail/task-detail.page.tsx'));
const RunPage = lazy(() => import('../features/run/run.page.tsx'));
const CyclesPage = lazy(() => import('../features/cycles/cycles.page.tsx'));

export function Router() {
  return (
    <FacilityGate>
      <Layout>
        <Suspense fallback={<PageSkeleton />}>
          <Switch>
            <Route path="/">
              <Redirect to="/tasks" replace />
            </Route>
            <Route path="/tasks">
              <TaskListPage />
            </Route>
            <Route path="/tasks/:name">
              {({ name }) => <TaskDetailPage key={name} name={decodeURIComponent(name)} />}
            </Route>
            <Route path="/runs/:id">{({ id }) => <RunPage key={id} id={decodeURIComponent(id)} />}</Route>
            <Route path="/cycles">
              <CyclesPage />
            </Route>
            <Route>
              <NotFoundPage />
            </Route>
          </Switch>
        </Suspense>
      </Layout>
    </FacilityGate>
  );
}
