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
export function regularExpressionsOf(source: string, isJsx = false): RegularExpressions {
  const nodes = nodesOf(source, isJsx);
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
  if (node.type === 'BinaryExpression' && node['operator'] === '+')
    return joined([textOf(node['left'], initials), textOf(node['right'], initials)], '');
  if (node.type === 'CallExpression') return textOfCall(node, initials);
  if (node.type !== 'TemplateLiteral') return undefined;
  const texts = (node['quasis'] as readonly { readonly cooked: string }[]).map(({ cooked }) => cooked);
  const inserted = (node['expressions'] as readonly unknown[]).map((one) => textOf(one, initials));
  if (inserted.includes(undefined)) return undefined;
  return texts.map((text, index) => text + (inserted[index] ?? '')).join('');
}

/** `list.join(text)`, `text.replaceAll(text, text)`. */
function textOfCall(node: SyntaxNode, initials: ReadonlyMap<string, unknown>): string | undefined {
  const callee = node['callee'];
  if (!isNode(callee) || callee.type !== 'MemberExpression') return undefined;
  const [first, second] = argumentsOf(node).map((one) => textOf(one, initials));
  if (first === undefined) return undefined;
  const method = wordOf(callee['property']);
  if (method === 'join') return joined(textsOf(callee['object'], initials), first);
  if (method !== 'replaceAll' || second === undefined) return undefined;
  return textOf(callee['object'], initials)?.replaceAll(first, () => second);
}

/** Of a list, also of lists within it that are spread. */
function textsOf(node: unknown, initials: ReadonlyMap<string, unknown>): readonly (string | undefined)[] {
  if (!isNode(node)) return [undefined];
  if (node.type === 'Identifier') return textsOf(initials.get(String(node['value'])), initials);
  if (node.type === 'TsConstAssertion') return textsOf(node['expression'], initials);
  if (node.type !== 'ArrayExpression') return [undefined];
  const elements = node['elements'] as readonly { readonly spread: unknown; readonly expression: unknown }[];
  return elements.flatMap(({ spread, expression }) =>
    isNode(expression) && spread !== null ? textsOf(expression, initials) : [textOf(expression, initials)],
  );
}

const joined = (texts: readonly (string | undefined)[], separator: string): string | undefined =>
  texts.includes(undefined) ? undefined : texts.join(separator);
