import {
  keepPersonal,
  type Masking,
  maskAnswer,
  type QuestionAnswers,
  questionSchema,
  readTyped,
  writeTyped,
} from '@/cells/ml/asking';
import { AppError, toPublicError } from '../errors';
import { parseReference, readPersonal, readServed } from '../services/registry';
import { type AskedModels, createAskedModels } from '../serving';
import type { RouteModule } from './route';

/**
 * `POST /api/models/name@3/questions` with one question: what matters to a version on its held-out rows, and what it would answer if.
 * The answer comes in lines of JSON: `{"progress": 0.4}` while it is worked out, then `{"answer": …}` or `{"error": {…}}`. Who hangs up
 * stops it. What is personal is masked as it is marked now. Nothing of it is logged: it is no prediction that anyone acts on.
 */
export const questionRoutes: RouteModule = (system) => {
  let made: AskedModels | undefined;
  const asked = () => {
    if (made) return made;
    made = createAskedModels(system);
    system.onClose(made.dispose);
    return made;
  };
  return [
    {
      method: 'POST',
      path: '/api/models/:reference/questions',
      policy: 'model.read',
      readsOnly: true,
      async handle(request, context) {
        const { model, target } = parseReference(request.req.param('reference') ?? '');
        if (!('version' in target))
          throw new AppError('bad_request', `Say which version: ${model}@3, for example.`);
        const question = questionSchema.safeParse(await request.req.json().catch(() => undefined));
        if (!question.success)
          throw new AppError(
            'bad_request',
            `Send one question as JSON, such as {"ask": "importance"}: ${question.error.issues[0]?.message}.`,
          );
        const version = await readServed(context, model, target.version);
        const personal = await readPersonal(context, version.id);
        const asking = keepPersonal(question.data, personal);
        const { signature } = version.manifest;
        const stop = new AbortController();
        const lines = new ReadableStream<string>({
          async start(controller) {
            const tell = (line: string) => {
              if (!stop.signal.aborted) controller.enqueue(`${line}\n`);
            };
            const { signal } = stop;
            const progress = (fraction: number) => tell(JSON.stringify({ progress: fraction }));
            try {
              const text = await asked().ask(version, asking, { signal, progress });
              tell(`{"answer":${maskText(text, asking.ask, { personal, signature })}}`);
            } catch (error) {
              if (!signal.aborted) tell(JSON.stringify({ error: sayError(error) }));
            }
            if (!signal.aborted) controller.close();
          },
          cancel: () => stop.abort(),
        });
        return request.body(lines.pipeThrough(new TextEncoderStream()), 200, {
          'Content-Type': 'application/x-ndjson',
          'Cache-Control': 'no-store',
        });

        function sayError(error: unknown) {
          const { code, message } = toPublicError(error);
          if (code === 'internal') system.log.error('A question failed', { path: request.req.path, error });
          return { code, message };
        }
      },
    },
  ];
};

function maskText(text: string, ask: keyof QuestionAnswers, masking: Masking): string {
  if (masking.personal.size === 0) return text;
  // The thread answered this question.
  return writeTyped(maskAnswer(ask, readTyped(text) as QuestionAnswers[typeof ask], masking));
}
