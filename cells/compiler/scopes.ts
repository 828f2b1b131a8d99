import type { AnyNode, Pattern, Property } from 'acorn';

/** One mention of a name in a text; offsets count UTF-16 units from 0. */
export interface Mention {
  readonly start: number;
  readonly end: number;
  readonly role: 'definition' | 'reference';
  /** It stands as `{x}` for `{x: x}`. */
  readonly isShorthand: boolean;
}

/** A name that a program binds, with every mention of it, in order. */
export interface Binding {
  readonly name: string;
  readonly mentions: readonly Mention[];
  /** Where the name means this: its scope. */
  readonly start: number;
  readonly end: number;
  /** Bound at the outermost level. */
  readonly isTop: boolean;
}

export interface ScopedNames {
  readonly bindings: readonly Binding[];
  /** Mentions of names that the program does not bind. */
  readonly free: readonly (Mention & { readonly name: string })[];
}

interface Scope {
  readonly node: AnyNode;
  readonly parent: Scope | undefined;
  /** `var` lands here. */
  readonly isFunction: boolean;
  readonly names: Map<string, Mention[]>;
}

/** Finds what each name in a syntax tree means, by the scopes of JavaScript: what acorn gave for a program or an expression. */
export function findScopedNames(root: AnyNode): ScopedNames {
  const scopes: Scope[] = [];
  const references: { name: string; mention: Mention; scope: Scope }[] = [];

  function open(node: AnyNode, parent: Scope | undefined, isFunction = false): Scope {
    const scope: Scope = { node, parent, isFunction, names: new Map() };
    scopes.push(scope);
    return scope;
  }

  function declare(name: string, place: { start: number; end: number }, scope: Scope, isShorthand = false) {
    const mention: Mention = { start: place.start, end: place.end, role: 'definition', isShorthand };
    const known = scope.names.get(name);
    if (known) known.push(mention);
    else scope.names.set(name, [mention]);
  }

  /** Declares what a pattern binds in `target`; what it computes is read in `scope`. */
  function bind(pattern: Pattern, target: Scope, scope: Scope, isShorthand = false): void {
    switch (pattern.type) {
      case 'Identifier':
        declare(pattern.name, pattern, target, isShorthand);
        break;
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          if (property.type === 'RestElement') bind(property.argument, target, scope);
          else {
            if (property.computed) visit(property.key, scope);
            bind(property.value, target, scope, property.shorthand);
          }
        }
        break;
      case 'ArrayPattern':
        for (const element of pattern.elements) if (element) bind(element, target, scope);
        break;
      case 'RestElement':
        bind(pattern.argument, target, scope);
        break;
      case 'AssignmentPattern':
        bind(pattern.left, target, scope, isShorthand);
        visit(pattern.right, scope);
        break;
      default:
        visit(pattern, scope);
    }
  }

  function refer(name: string, place: { start: number; end: number }, scope: Scope, isShorthand = false) {
    const mention: Mention = { start: place.start, end: place.end, role: 'reference', isShorthand };
    references.push({ name, mention, scope });
  }

  function visitFunction(node: Extract<AnyNode, { params: Pattern[] }>, scope: Scope): void {
    const own = open(node, scope, true);
    if (node.type === 'FunctionExpression' && node.id) declare(node.id.name, node.id, own);
    for (const parameter of node.params) bind(parameter, own, own);
    visit(node.body, own);
  }

  function visitProperty(node: Property, scope: Scope): void {
    if (node.computed) visit(node.key, scope);
    const { value } = node;
    if (!node.shorthand) visit(value, scope);
    else if (value.type === 'Identifier') refer(value.name, value, scope, true);
    else visit(value, scope);
  }

  function visit(node: AnyNode | null | undefined, scope: Scope): void {
    if (!node) return;
    switch (node.type) {
      case 'Identifier':
        if (node.name !== 'undefined') refer(node.name, node, scope);
        break;
      case 'VariableDeclaration': {
        const target = node.kind === 'var' ? functionScope(scope) : scope;
        for (const { id, init } of node.declarations) {
          bind(id, target, scope);
          visit(init, scope);
        }
        break;
      }
      case 'FunctionDeclaration':
        if (node.id) declare(node.id.name, node.id, scope);
        visitFunction(node, scope);
        break;
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        visitFunction(node, scope);
        break;
      case 'ClassDeclaration':
      case 'ClassExpression': {
        if (node.id && node.type === 'ClassDeclaration') declare(node.id.name, node.id, scope);
        visit(node.superClass, scope);
        const own = open(node, scope);
        if (node.id && node.type === 'ClassExpression') declare(node.id.name, node.id, own);
        visit(node.body, own);
        break;
      }
      case 'BlockStatement':
      case 'StaticBlock':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'SwitchStatement':
        visitChildren(node, open(node, scope, node.type === 'StaticBlock'));
        break;
      case 'CatchClause': {
        const own = open(node, scope);
        if (node.param) bind(node.param, own, own);
        visit(node.body, own);
        break;
      }
      case 'MemberExpression':
        visit(node.object, scope);
        if (node.computed) visit(node.property, scope);
        break;
      case 'Property':
        visitProperty(node as Property, scope); // of an object, or of a pattern that is assigned to: read alike
        break;
      case 'MethodDefinition':
      case 'PropertyDefinition':
        if (node.computed) visit(node.key, scope);
        visit(node.value, scope);
        break;
      case 'LabeledStatement':
        visit(node.body, scope);
        break;
      case 'ImportDeclaration':
        for (const { local } of node.specifiers) declare(local.name, local, scope);
        break;
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
        break;
      default:
        visitChildren(node, scope);
    }
  }

  function visitChildren(node: AnyNode, scope: Scope): void {
    for (const child of Object.values(node)) {
      if (Array.isArray(child)) for (const one of child) visit(isNode(one) ? one : null, scope);
      else if (isNode(child)) visit(child, scope);
    }
  }

  const top = open(root, undefined, true);
  if (root.type === 'Program') visitChildren(root, top);
  else visit(root, top);

  const free: (Mention & { name: string })[] = [];
  for (const { name, mention, scope } of references) {
    const owner = ownerOf(name, scope);
    if (owner) owner.push(mention);
    else if (name !== 'arguments' || !isInFunction(scope, top)) free.push({ ...mention, name });
  }
  const bindings = scopes.flatMap(({ node, names }) =>
    [...names].map(([name, mentions]) => ({
      name,
      mentions: mentions.sort((a, b) => a.start - b.start),
      start: node.start,
      end: node.end,
      isTop: node === root,
    })),
  );
  return { bindings, free: free.sort((a, b) => a.start - b.start) };
}

function functionScope(scope: Scope): Scope {
  let found = scope;
  while (!found.isFunction && found.parent) found = found.parent;
  return found;
}

function ownerOf(name: string, scope: Scope): Mention[] | undefined {
  for (let each: Scope | undefined = scope; each; each = each.parent) {
    const found = each.names.get(name);
    if (found) return found;
  }
  return undefined;
}

const isInFunction = (scope: Scope, top: Scope): boolean => functionScope(scope) !== top;

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  typeof value.type === 'string' &&
  'start' in value;
