import { exec } from 'node:child_process';
import { runtimePackages } from './licences.ts';

// Asks the registry for known problems of what runs, and fails when one is high or critical: npm run audit

/** What "npm audit --json" says: problems by package, or why there is no answer. */
interface AuditReport {
  vulnerabilities?: Record<string, { via: (string | Advisory)[]; nodes: string[] }>;
  message?: string;
}

interface Advisory {
  /** The package that has the problem. */
  name: string;
  title: string;
  url: string;
  severity: 'info' | 'low' | 'moderate' | 'high' | 'critical';
}

/** What to print, and whether something is high or critical. Problems of packages that never run are left out. */
async function judge({
  vulnerabilities,
  message,
}: AuditReport): Promise<{ lines: string[]; isBad: boolean }> {
  if (!vulnerabilities) {
    const reason = message ?? 'npm has said nothing';
    return { lines: [`The registry cannot tell whether there are known problems: ${reason}`], isBad: false };
  }
  const packages = await runtimePackages();
  const running = new Map(packages.map(({ path, version }) => [path, version]));
  const found = Object.values(vulnerabilities).flatMap(({ via, nodes }) => {
    const path = nodes.find((path) => running.has(path));
    // A text among the causes names a package that has an entry of its own.
    const advisories = path === undefined ? [] : via.filter((cause) => typeof cause !== 'string');
    return advisories.map((advisory) => ({ advisory, version: running.get(path!) }));
  });
  const bad = found.filter(({ advisory: { severity } }) => severity === 'high' || severity === 'critical');
  return {
    lines: [
      ...found.map(
        ({ advisory: { severity, name, title, url }, version }) =>
          `${severity}: ${name} ${version}: ${title} (${url})`,
      ),
      `${packages.length} packages run. Known problems: ${found.length}, of them high or critical: ${bad.length}.`,
    ],
    isBad: bad.length > 0,
  };
}

const output = await new Promise<string>((resolve) => {
  // It fails when it has found something; what it found stands in its output.
  exec('npm audit --json', { cwd: import.meta.dirname }, (_failure, stdout) => resolve(stdout));
});
const { lines, isBad } = await judge(JSON.parse(output || '{}') as AuditReport);
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = isBad ? 1 : 0;
