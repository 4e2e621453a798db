/** A name with dots or slashes: it breaks behind them, not in the middle of a word. */
export function Breakable({ children }: { children: string }) {
  const [part, ...rest] = children.split(/(?<=[./])/);
  if (rest.length === 0) return part;
  return (
    <>
      {part}
      <wbr />
      <Breakable>{rest.join('')}</Breakable>
    </>
  );
}
