/** The dialog is needed only after a click; whoever wants it sooner can fetch it ahead. */
export const loadRunNowDialog = () => import('./run-now-dialog.tsx');
