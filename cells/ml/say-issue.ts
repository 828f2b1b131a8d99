import type { z } from 'zod';

/** What is wrong with an option, for a person: zod's words, but for numbers out of their range. */
export function sayIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big' && issue.origin === 'number')
    return issue.inclusive
      ? `it may be ${number(issue.maximum)} at most`
      : `it must be below ${number(issue.maximum)}`;
  if (issue.code === 'too_small' && issue.origin === 'number')
    return issue.inclusive
      ? `it must be ${number(issue.minimum)} at least`
      : `it must be above ${number(issue.minimum)}`;
  return issue.message;
}

const number = (value: number | bigint) => value.toLocaleString('en');

/** “Option split.testShare: it must be below 1”, of the first thing that is wrong. */
export function sayFirstIssue({ issues: [issue] }: z.core.$ZodError): string {
  const path = issue?.path.join('.');
  return `${path ? `Option ${path}: ` : ''}${issue ? sayIssue(issue) : 'not valid'}`;
}
