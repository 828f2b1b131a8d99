import { AppError, type ErrorCode, toPublicError } from '../../errors';

/** Names and statuses of MLflow's errors: clients go by the name. */
const statuses = {
  INVALID_PARAMETER_VALUE: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  BAD_REQUEST: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  RESOURCE_CONFLICT: 409,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL_ERROR: 500,
  NOT_IMPLEMENTED: 501,
  TEMPORARILY_UNAVAILABLE: 503,
} as const;
export type MlflowErrorCode = keyof typeof statuses;

const ofOurs: Readonly<Record<ErrorCode, MlflowErrorCode>> = {
  bad_request: 'INVALID_PARAMETER_VALUE',
  unprocessable: 'INVALID_PARAMETER_VALUE',
  too_large: 'INVALID_PARAMETER_VALUE',
  misdirected: 'BAD_REQUEST',
  unauthenticated: 'UNAUTHENTICATED',
  forbidden: 'PERMISSION_DENIED',
  not_found: 'RESOURCE_DOES_NOT_EXIST',
  conflict: 'RESOURCE_CONFLICT',
  too_many_requests: 'RESOURCE_EXHAUSTED',
  internal: 'INTERNAL_ERROR',
  unavailable: 'TEMPORARILY_UNAVAILABLE',
  timed_out: 'TEMPORARILY_UNAVAILABLE',
  storage_full: 'INTERNAL_ERROR',
};

/** For what MLflow names otherwise than our services do. */
export class MlflowError extends Error {
  constructor(
    readonly code: MlflowErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export function answerError(error: unknown, conflict: MlflowErrorCode = 'RESOURCE_CONFLICT'): Response {
  const known =
    error instanceof MlflowError
      ? { code: error.code, message: error.message }
      : toMlflow(toPublicError(error), conflict);
  return Response.json(
    { error_code: known.code, message: known.message },
    { status: statuses[known.code], headers: { 'Cache-Control': 'no-store' } },
  );
}

const toMlflow = ({ code, message }: { code: ErrorCode; message: string }, conflict: MlflowErrorCode) => ({
  code: code === 'conflict' ? conflict : ofOurs[code],
  message,
});

export const isNotFound = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'not_found';
