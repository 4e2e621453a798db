/** A task's technical name; it breaks after the app, not in the middle of a word. */
export function TaskName({ name, className }: { name: string; className?: string }) {
  const [app = '', ...rest] = name.split('.');
  return (
    <code className={className}>
      {app}
      {rest.length > 0 && (
        <>
          .<wbr />
          {rest.join('.')}
        </>
      )}
    </code>
  );
}
