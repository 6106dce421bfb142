import { isNode, nodesOf, type SyntaxNode } from './syntax';

export interface RegularExpression {
  readonly source: string;
  readonly flags: string;
}

export interface RegularExpressions {
  /** Literals, what is constructed of texts that the file has, and patterns of JSON schemas. */
  readonly known: readonly RegularExpression[];
  /** How many are constructed of something that the file alone does not say. */
  readonly unknown: number;
}

/** The regular expressions of a TypeScript file. */
export function regularExpressionsOf(source: string): RegularExpressions {
  const nodes = nodesOf(source);
  const initials = new Map(nodes.flatMap(initialOf));
  const found = nodes.flatMap((node) => expressionIn(node, initials));
  return {
    known: found.filter((one) => one !== undefined),
    unknown: found.filter((one) => one === undefined).length,
  };
}

/** None, one, or one that is not known. */
function expressionIn(
  node: SyntaxNode,
  initials: ReadonlyMap<string, unknown>,
): readonly (RegularExpression | undefined)[] {
  if (node.type === 'RegExpLiteral') return [{ source: String(node['pattern']), flags: String(node['flags']) }];
  if (node.type === 'ObjectExpression')
    return patternsOf(node).flatMap((value) => {
      const source = textOf(value, initials);
      return source === undefined ? [] : [{ source, flags: 'u' }];
    });
  const isConstructed = node.type === 'NewExpression' || node.type === 'CallExpression';
  if (!isConstructed || wordOf(node['callee']) !== 'RegExp') return [];
  const [source, flags] = argumentsOf(node).map((one) => textOf(one, initials));
  return [source === undefined ? undefined : { source, flags: flags ?? '' }];
}

const patternsOf = (node: SyntaxNode): readonly unknown[] =>
  (node['properties'] as readonly { readonly key?: unknown; readonly value?: unknown }[])
    .filter(({ key }) => wordOf(key) === 'pattern')
    .map(({ value }) => value);

const argumentsOf = (node: SyntaxNode): readonly unknown[] =>
  (node['arguments'] as readonly { readonly expression: unknown }[]).map(({ expression }) => expression);

/** Of an identifier or of a text. */
const wordOf = (node: unknown): unknown =>
  isNode(node) && (node.type === 'Identifier' || node.type === 'StringLiteral') ? node['value'] : undefined;

const initialOf = (node: SyntaxNode): readonly (readonly [string, unknown])[] =>
  node.type === 'VariableDeclarator' ? [[String(wordOf(node['id'])), node['init']]] : [];

/** What the expression is, if it is a text made of texts. */
function textOf(node: unknown, initials: ReadonlyMap<string, unknown>): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'StringLiteral') return String(node['value']);
  if (node.type === 'Identifier') return textOf(initials.get(String(node['value'])), initials);
  if (node.type !== 'TemplateLiteral') return undefined;
  const texts = (node['quasis'] as readonly { readonly cooked: string }[]).map(({ cooked }) => cooked);
  const inserted = (node['expressions'] as readonly unknown[]).map((one) => textOf(one, initials));
  if (inserted.includes(undefined)) return undefined;
  return texts.map((text, index) => text + (inserted[index] ?? '')).join('');
}
