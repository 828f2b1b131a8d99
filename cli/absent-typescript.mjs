/** Stands where Notebook Kit imports the TypeScript compiler. */
const absent = () => {
  throw new SyntaxError('Notebook Kit’s own TypeScript is left out; Cellar strips types itself.');
};

export const ModuleKind = {};
export const ScriptTarget = {};
export {
  absent as createProgram,
  absent as createSourceFile,
  absent as isClassExpression,
  absent as isExpressionStatement,
  absent as isFunctionExpression,
  absent as isParenthesizedExpression,
  absent as transpile,
};
