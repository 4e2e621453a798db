import { NotFoundState } from '../components/not-found-state.tsx';

export function NotFoundPage() {
  return (
    <NotFoundState title="There is no page here">
      The address may be mistyped, or the page has moved.
    </NotFoundState>
  );
}
