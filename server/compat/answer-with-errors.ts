import { type ErrorCode, headersOfError, toPublicError } from '../errors';

/** Protocols of serving know neither 413 nor 422: what a caller got wrong is a bad request. */
const statuses: Partial<Record<ErrorCode, number>> = { unprocessable: 400, too_large: 400 };

/** How a protocol answers, and how it says what went wrong. */
export const answerWithErrors =
  (say: (error: { code: ErrorCode; status: number; message: string }) => object) =>
  async (work: () => Response | Promise<Response>): Promise<Response> => {
    try {
      return await work();
    } catch (error) {
      const { code, status: own, message } = toPublicError(error);
      const status = statuses[code] ?? own;
      return Response.json(say({ code, status, message }), {
        status,
        headers: { 'Cache-Control': 'no-store', ...headersOfError(error) },
      });
    }
  };
