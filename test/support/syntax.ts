import { parseSync } from '@swc/core';

export interface SyntaxNode {
  readonly type: string;
  /** Positions in bytes, from 1. */
  readonly span: { readonly start: number; readonly end: number };
  readonly [field: string]: unknown;
}

/** What the rules about the source ask of a file. */
export interface Syntax {
  /** Where functions start, and how many lines each has, from its name to its closing brace. */
  readonly functions: readonly { readonly line: number; readonly lines: number }[];
  /** Identifiers (`randomUUID`), members of them (`process.env`), and `new Date()` where it is given no time. */
  readonly names: ReadonlySet<string>;
  /** What classes extend: an identifier, or the type of the expression. */
  readonly parents: readonly string[];
  readonly hasAny: boolean;
  /** `export * from`. */
  readonly exportsAll: boolean;
}

/** @param isJsx whether it may have elements, as `.tsx` files have */
export function syntaxOf(source: string, isJsx = false): Syntax {
  const nodes = nodesOf(source, isJsx);
  const ofType = (...types: readonly string[]): readonly SyntaxNode[] =>
    nodes.filter(({ type }) => types.includes(type));
  return {
    functions: functionsIn(source, ofType(...functionTypes)),
    names: new Set(nodes.map(nameOf).filter((name) => name !== undefined)),
    parents: ofType('ClassDeclaration', 'ClassExpression').flatMap(({ superClass }) =>
      isNode(superClass) ? [identifier(superClass) ?? superClass.type] : [],
    ),
    hasAny: ofType('TsKeywordType').some(({ kind }) => kind === 'any'),
    exportsAll: ofType('ExportAllDeclaration').length > 0,
  };
}

const functionTypes = [
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'Constructor',
  'MethodProperty',
  'GetterProperty',
  'SetterProperty',
];

export const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && 'type' in value && 'span' in value;

export function nodesOf(source: string, isJsx = false): readonly SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  const open: unknown[] = [parseSync(source, { syntax: 'typescript', tsx: isJsx, target: 'es2022' })];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (isNode(value)) nodes.push(value);
    open.push(...Object.values(value));
  }
  return nodes;
}

function functionsIn(source: string, nodes: readonly SyntaxNode[]): Syntax['functions'] {
  const bytes = Buffer.from(source);
  const lineBreaks = (start: number, end: number): number => bytes.toString('utf8', start, end).split('\n').length - 1;
  return nodes.map(({ span: { start, end } }) => ({
    line: 1 + lineBreaks(0, start - 1),
    lines: 1 + lineBreaks(start - 1, end - 1),
  }));
}

const identifier = (node: unknown): string | undefined =>
  isNode(node) && node.type === 'Identifier' ? String(node['value']) : undefined;

function nameOf(node: SyntaxNode): string | undefined {
  const { type, object, property, callee, arguments: given } = node;
  if (type === 'Identifier') return identifier(node);
  if (type === 'MemberExpression') return `${identifier(object)}.${identifier(property)}`;
  const isNow = type === 'NewExpression' && identifier(callee) === 'Date' && Object(given).length === 0;
  return isNow ? 'new Date()' : undefined;
}
