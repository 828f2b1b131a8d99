/**
 * What somebody asks who looks closer at a judged model: what matters to it, what it would answer if, where it is weak, whom it
 * treats otherwise. The same questions in a notebook, which answers them in its tab, and on a version's page, which has a thread of
 * the server answer them. Nothing here knows of HTTP or threads.
 */
export { type AskedModel, answerQuestion } from './answer-question';
export { explainInParts } from './explain-in-parts';
export type { InputSpan } from './input-span';
export { keepPersonal, type Masking, maskAnswer } from './mask-answer';
export {
  type AboutRows,
  type AskedRow,
  type AskJudged,
  type FoundChanges,
  isOfRow,
  type JudgedQuestion,
  type QuestionAnswers,
  questionSchema,
  type RowShown,
  type RowValues,
  type Told,
} from './questions';
export { rememberAnswers } from './remember-answers';
export { type Matters, tellMatters } from './tell-matters';
export { readTyped, writeTyped } from './typed-json';
