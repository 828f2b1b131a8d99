import type { CheckResult } from '@/cells/bridge/messages';

/** Whether other checks fail than last time. */
export function haveFailuresChanged(before: readonly CheckResult[], now: readonly CheckResult[]): boolean {
  const failing = (checks: readonly CheckResult[]) =>
    checks
      .filter((check) => !check.ok)
      .map((check) => check.name)
      .sort();
  return JSON.stringify(failing(before)) !== JSON.stringify(failing(now));
}

/** What is different, a sentence for each check: failing now, passing again, or failing in other words. */
export function describeChanges(before: readonly CheckResult[], now: readonly CheckResult[]): string[] {
  const earlier = new Map(before.map((check) => [check.name, check]));
  return now.flatMap((check) => {
    const last = earlier.get(check.name);
    if (!last) return check.ok ? [] : [`“${check.name}” is new and fails.`];
    if (last.ok && !check.ok) return [`“${check.name}” fails now: ${check.detail}.`];
    if (!last.ok && check.ok) return [`“${check.name}” passes again.`];
    if (!check.ok && last.detail !== check.detail)
      return [`“${check.name}” still fails: ${last.detail} → ${check.detail}.`];
    return [];
  });
}

/** The details of what fails, the critical first; otherwise how many passed. */
export function describeVerdict(checks: readonly CheckResult[]): string {
  const failing = checks.filter((check) => !check.ok);
  if (checks.length === 0) return 'report';
  if (failing.length === 0)
    return checks.length === 1 ? 'its check passed' : `all ${checks.length} checks passed`;
  return [...failing]
    .sort((a, b) => Number(b.severity === 'critical') - Number(a.severity === 'critical'))
    .map((check) => check.detail || check.name)
    .join(', ');
}
