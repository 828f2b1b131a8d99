/** Errors that people and programs may read. The code decides the HTTP status; the message says what failed and what to do. */

export const errorStatus = {
  bad_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  misdirected: 421,
  unprocessable: 422,
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
  timed_out: 504,
  storage_full: 507,
} as const;

export type ErrorCode = keyof typeof errorStatus;

export class AppError extends Error {
  override readonly name = 'AppError';
  /** Machine-readable facts for the caller, e.g. the row and field of a refused prediction. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Seconds after which trying again makes sense: the header Retry-After. */
  readonly retryAfter?: number;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: { cause?: unknown; detail?: Readonly<Record<string, unknown>>; retryAfter?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.detail = options.detail;
    this.retryAfter = options.retryAfter;
  }
}

/** For people: the message of an AppError as it is; anything else stays on the server. */
export function toPublicError(error: unknown): {
  code: ErrorCode;
  status: number;
  message: string;
  detail?: Readonly<Record<string, unknown>>;
} {
  if (error instanceof AppError && error.code !== 'internal')
    return {
      code: error.code,
      status: errorStatus[error.code],
      message: error.message,
      detail: error.detail,
    };
  if (isDiskFull(error))
    return {
      code: 'storage_full',
      status: 507,
      message: 'The disk is full. Nothing was changed. Free some space in the data folder and try again.',
    };
  return {
    code: 'internal',
    status: 500,
    message: 'Something went wrong on the server. Its log says what; nothing was changed.',
  };
}

/** In the words of the system (disk or quota), and of the database: SQLSTATE 53100, disk_full. */
const diskFull: readonly unknown[] = ['ENOSPC', 'EDQUOT', '53100'];

function isDiskFull(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause)
    if ('code' in e && diskFull.includes(e.code)) return true;
  return false;
}

/** The headers that go with an answer of `error`, in whatever protocol. */
export function headersOfError(error: unknown): Record<string, string> {
  if (!(error instanceof AppError)) return {};
  return {
    ...(error.retryAfter !== undefined && {
      'Retry-After': String(Math.max(1, Math.ceil(error.retryAfter))),
    }),
    ...(error.code === 'unauthenticated' && { 'WWW-Authenticate': 'Bearer' }),
  };
}
