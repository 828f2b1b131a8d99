import { type AskJudged, isOfRow, type JudgedQuestion, type QuestionAnswers } from './questions';

/** Answers that are kept for one model; those of single rows are not among them. */
const mostKept = 60;

/** Asks each question about all rows once: who comes back to a tab finds what was worked out. */
export function rememberAnswers(ask: AskJudged): AskJudged {
  const kept = new Map<string, QuestionAnswers[JudgedQuestion['ask']]>();
  return async (question, told) => {
    if (isOfRow(question)) return ask(question, told);
    const key = JSON.stringify(question);
    const known = kept.get(key);
    // What is kept under a question is its answer.
    if (known) return known as Awaited<ReturnType<typeof ask<typeof question.ask>>>;
    const answer = await ask(question, told);
    kept.set(key, answer);
    for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest);
    return answer;
  };
}
