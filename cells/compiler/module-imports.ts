import { type AnyNode, parse } from 'acorn';
import { full } from 'acorn-walk';
import { toCompileError } from './compile-error';
import { CompileError } from './compiled-cell';
import { refuseSpecifier } from './import-specifier';

/** An import of a module that stands beside a notebook as a file, and where its text names it. */
export interface ModuleImport {
  readonly specifier: string;
  readonly start: number;
  readonly end: number;
}

/** Every import and re-export with a written name, in the order of the text. @throws CompileError in words */
export function findModuleImports(name: string, text: string): ModuleImport[] {
  const places: ModuleImport[] = [];
  try {
    const program = parse(text, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
    full(program, (visited) => {
      const node = visited as AnyNode; // acorn-walk calls every node by its supertype
      const source =
        node.type === 'ImportDeclaration' ||
        node.type === 'ImportExpression' ||
        node.type === 'ExportAllDeclaration' ||
        node.type === 'ExportNamedDeclaration'
          ? node.source
          : undefined;
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const refusal = refuseSpecifier(source.value);
      if (refusal !== undefined) throw new CompileError(refusal);
      places.push({ specifier: source.value, start: source.start, end: source.end });
    });
  } catch (error) {
    const known = toCompileError(error);
    if (!(known instanceof CompileError)) throw error;
    const at = known.line === undefined ? '' : `, line ${known.line}, column ${known.column}`;
    throw new Error(`${name}${at}: ${known.message}`, { cause: error });
  }
  return places.toSorted((a, b) => a.start - b.start);
}
