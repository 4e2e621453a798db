import { createContext, use } from 'react';

/** What a button and the dialog it opens have to agree on. */
export interface DialogFrame {
  opened: boolean;
  close: () => void;
  /** Called when the dialog has gone from the screen. */
  onGone: () => void;
}

export const FrameContext = createContext<DialogFrame | null>(null);

export function useFrame(): DialogFrame {
  const frame = use(FrameContext);
  if (!frame) throw new Error('useFrame needs an ActionButton above it');
  return frame;
}
