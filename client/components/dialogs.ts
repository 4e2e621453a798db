import { lazy } from 'react';

// Needed only after a click, so each dialog is code of its own.
const load = {
  runNow: () => import('./run-now/run-now-dialog.tsx'),
  cancelRun: () => import('./cancel-run/cancel-run-dialog.tsx'),
  pauseTask: () => import('./pause-task/pause-dialog.tsx'),
  resumeTask: () => import('./pause-task/resume-dialog.tsx'),
  editSchedule: () => import('./schedule/schedule-dialog.tsx'),
  resetSchedule: () => import('./schedule/reset-dialog.tsx'),
};

export const RunNowDialog = lazy(load.runNow);
export const CancelRunDialog = lazy(load.cancelRun);
export const PauseDialog = lazy(load.pauseTask);
export const ResumeDialog = lazy(load.resumeTask);
export const ScheduleDialog = lazy(load.editSchedule);
export const ResetDialog = lazy(load.resetSchedule);

/** Fetches the dialogs before somebody asks, so that they open at once, and also while the server is away. */
export const fetchDialogs = (): Promise<unknown> => Promise.all(Object.values(load).map((each) => each()));
