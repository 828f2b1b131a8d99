/** Stands where Notebook Kit imports the TypeScript compiler. */
const absent = () => {
  throw new SyntaxError('TypeScript cells cannot run here.');
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
