import { Breakable } from './breakable.tsx';

/** A task's technical name. */
export function TaskName({ name, className }: { name: string; className?: string }) {
  return (
    <code className={className}>
      <Breakable>{name}</Breakable>
    </code>
  );
}
