import { z } from 'zod';

/** Characters of what a run has logged: who writes the log keeps to it, and no run is lost for what it said. */
export const longestExecutionLog = 1_000_000;

export const executionLog = z.string().max(longestExecutionLog);

/** Characters of why a run failed: a cell's name and what its error says. */
export const longestExecutionError = 20_000;

export const executionError = z.string().max(longestExecutionError);
