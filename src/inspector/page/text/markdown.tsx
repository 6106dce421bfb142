import { lexer, type Token, type Tokens } from 'marked';
import type { ComponentChildren } from 'preact';
import { Link } from './link';
import { LongText } from './long-text';
import { marked } from './visible-text';

/** Longer texts stay as they are: to read one as Markdown takes the page too long. */
export const maxMarkdown = 100_000;

/** The elements that Markdown names, made by hand of its tokens: markup within stays text, and pictures become links. */
export function Markdown({ text }: { readonly text: string }) {
  const tokens = tokensOf(text);
  return tokens === undefined ? <LongText text={text} /> : <div class="markdown">{blocks(tokens)}</div>;
}

/** `undefined` for what the lexer cannot read. */
function tokensOf(text: string): readonly Token[] | undefined {
  if (text.length > maxMarkdown) return undefined;
  try {
    return lexer(text);
  } catch {
    return undefined;
  }
}

const blocks = (tokens: readonly Token[] | undefined): ComponentChildren =>
  tokens?.map((token, index) => <Piece key={index} token={token} />);

function Piece({ token }: { readonly token: Token }): ComponentChildren {
  const inner = (): ComponentChildren => blocks('tokens' in token ? token.tokens : undefined);
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'br':
      return <br />;
    case 'hr':
      return <hr />;
    case 'heading':
      return <p class={`heading heading-${Math.min((token as Tokens.Heading).depth, 4)}`}>{inner()}</p>;
    case 'paragraph':
      return <p>{inner()}</p>;
    case 'blockquote':
      return <blockquote>{inner()}</blockquote>;
    case 'strong':
      return <strong>{inner()}</strong>;
    case 'em':
      return <em>{inner()}</em>;
    case 'del':
      return <del>{inner()}</del>;
    case 'code':
      return <LongText text={(token as Tokens.Code).text} isCode />;
    case 'codespan':
      return <code>{marked((token as Tokens.Codespan).text)}</code>;
    case 'list':
      return <List list={token as Tokens.List} />;
    case 'table':
      return <Table table={token as Tokens.Table} />;
    case 'link':
    case 'image':
      return (
        <Link url={(token as Tokens.Link).href} label={(token as Tokens.Link).text || (token as Tokens.Link).href} />
      );
    case 'text':
      return 'tokens' in token && token.tokens ? inner() : marked(token.raw);
    case 'escape':
      return marked((token as Tokens.Escape).text);
    default:
      return marked(token.raw);
  }
}

function List({ list: { ordered, start, items } }: { readonly list: Tokens.List }) {
  const inner = items.map((item, index) => (
    <li key={index}>
      {item.task && <span>{item.checked ? '☑ ' : '☐ '}</span>}
      {blocks(item.tokens.filter(({ type }) => type !== 'checkbox'))}
    </li>
  ));
  return ordered ? <ol start={Number(start) || 1}>{inner}</ol> : <ul>{inner}</ul>;
}

const Table = ({ table: { header, rows } }: { readonly table: Tokens.Table }) => (
  <section class="scrolls" tabIndex={0} aria-label="Table">
    <table>
      <thead>
        <tr>
          {header.map((cell, index) => (
            <th key={index}>{blocks(cell.tokens)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={index}>
            {row.map((cell, column) => (
              <td key={column}>{blocks(cell.tokens)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);
