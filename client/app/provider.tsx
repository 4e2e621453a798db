import { MantineProvider } from '@mantine/core';
import { setNonce } from 'get-nonce';
import { useState, type ReactNode } from 'react';
import { styleNonce } from '../components/style-nonce.ts';
import { Identity, IdentityContext } from './identity.ts';
import { theme } from './theme.ts';

// For the styles that lock the page behind a dialog. Mantine's own get it below.
setNonce(styleNonce());

/** The looks of everything, and who sits here. */
export function Provider({ children }: { children: ReactNode }) {
  const [identity] = useState(() => new Identity());
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={styleNonce}>
      <IdentityContext value={identity}>{children}</IdentityContext>
    </MantineProvider>
  );
}
