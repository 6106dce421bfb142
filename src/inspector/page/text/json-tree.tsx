import { useState } from 'preact/hooks';
import type { Json, JsonObject } from '../../../json/json';
import { LongText } from './long-text';
import { shortForm } from './short-json';
import { marked } from './visible-text';

interface JsonTreeProps {
  readonly value: Json;
  /** Levels that are open at first. */
  readonly open?: number;
}

/** So many members are made at a time. */
const step = 100;

/** JSON as a tree of which only the open branches exist. */
export function JsonTree({ value, open = 2 }: JsonTreeProps) {
  return (
    <div class="json">
      <Value value={value} open={open} />
    </div>
  );
}

function Value({ value, open }: { readonly value: Json; readonly open: number }) {
  if (typeof value === 'string') return <Text text={value} />;
  if (typeof value !== 'object' || value === null) return <span class="json-atom">{String(value)}</span>;
  return <Branch value={value} open={open} />;
}

const Text = ({ text }: { readonly text: string }) =>
  text.length > 160 || text.includes('\n') ? (
    <LongText text={text} first={600} />
  ) : (
    <bdi class="json-text">"{marked(text)}"</bdi>
  );

function Branch({ value, open }: { readonly value: readonly Json[] | JsonObject; readonly open: number }) {
  const isList = Array.isArray(value);
  const names = Object.keys(value);
  const [isOpen, setIsOpen] = useState(open > 0 && names.length <= step);
  const [shown, setShown] = useState(step);
  if (names.length === 0) return <span class="json-atom">{isList ? '[]' : '{}'}</span>;
  const short = shortForm(value);
  if (short !== undefined) return <bdi class="json-short">{marked(short)}</bdi>;
  const size = `${names.length} ${isList ? 'item' : 'member'}${names.length === 1 ? '' : 's'}`;
  return (
    <span class="json-branch">
      <button type="button" class="json-toggle" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {isList ? '[' : '{'} <span class="faint">{size}</span> {isOpen ? '' : isList ? ']' : '}'}
      </button>
      {isOpen && (
        <ul>
          {names.slice(0, shown).map((name) => (
            <li key={name}>
              <bdi class="json-name">{marked(name.slice(0, 500))}</bdi>
              <Value value={(value as JsonObject)[name] ?? null} open={open - 1} />
            </li>
          ))}
          {names.length > shown && (
            <li>
              <button type="button" class="unfold" onClick={() => setShown(shown + step)}>
                Show {Math.min(step, names.length - shown)} more
              </button>
            </li>
          )}
        </ul>
      )}
    </span>
  );
}
