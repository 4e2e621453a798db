import { lazy } from 'react';

const load = () => import('./shortcuts-dialog.tsx');

export const ShortcutsDialog = lazy(load);

/** Fetches the dialog before somebody asks for it. */
export const fetchShortcuts = (): Promise<unknown> => load();
