import { useLocalStorage } from '@mantine/hooks';

/** How a reader likes logs to look, on all of them. */
export interface LogSettings {
  wrap: boolean;
  /** The time of day, or how long after the run's start. */
  times: 'clock' | 'since-start';
}

const usual: LogSettings = { wrap: true, times: 'clock' };

/** The settings of this browser, and the way to change some of them. */
export function useLogSettings(): [LogSettings, (change: Partial<LogSettings>) => void] {
  const [kept, keep] = useLocalStorage<Partial<LogSettings>>({
    key: 'run-log',
    defaultValue: usual,
    getInitialValueInEffect: false,
  });
  const settings = { ...usual, ...kept };
  return [settings, (change) => keep({ ...settings, ...change })];
}
