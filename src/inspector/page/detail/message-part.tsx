import { useState } from 'preact/hooks';
import type { PartView, ToolCallPart } from '../call/read-part';
import { count } from '../figures';
import { structureIn } from '../json-value';
import { useLocation } from '../state/navigation';
import { Image } from '../text/image';
import { JsonTree } from '../text/json-tree';
import { LongText } from '../text/long-text';
import { Markdown, maxMarkdown } from '../text/markdown';
import { Visible } from '../text/visible-text';

interface MessagePartProps {
  readonly part: PartView;
  /** Instructions are long and the same every time. */
  readonly isBrief?: boolean;
}

export function MessagePart({ part, isBrief = false }: MessagePartProps) {
  switch (part.kind) {
    case 'text':
      return <TextPart text={part.text} isBrief={isBrief} />;
    case 'reasoning':
      return <Reasoning text={part.text} />;
    case 'refusal':
      return (
        <div class="refusal">
          <span class="part-label">refusal</span>
          <LongText text={part.text} />
        </div>
      );
    case 'image':
      return <Image url={part.url} />;
    case 'tool call':
      return <ToolCall call={part} />;
    case 'tool result':
      return <ToolResult name={part.name ?? part.id} parts={part.parts} />;
    case 'other':
      return (
        <div class="other-part">
          <Visible class="part-label" text={part.type} />
          <JsonTree value={part.value} />
        </div>
      );
  }
}

/** A text that is JSON is shown as what it says; the text itself is a click away. */
function TextPart({ text, isBrief }: { readonly text: string; readonly isBrief: boolean }) {
  const { markdown } = useLocation();
  const [isRaw, setIsRaw] = useState(false);
  const structure = structureIn(text);
  if (structure !== undefined && typeof structure === 'object') {
    return (
      <div class="structured">
        <button type="button" class="part-switch" aria-pressed={isRaw} onClick={() => setIsRaw(!isRaw)}>
          {isRaw ? 'Formatted' : 'As text'}
        </button>
        {isRaw ? <LongText text={text} isCode /> : <JsonTree value={structure} open={3} />}
      </div>
    );
  }
  if (markdown && text.length <= maxMarkdown) return <Markdown text={text} />;
  return <LongText text={text} {...(isBrief ? { first: 500 } : {})} />;
}

function Reasoning({ text }: { readonly text: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div class="reasoning">
      <button type="button" class="fold" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        Reasoning <span class="faint">{count(text.length)} characters</span>
      </button>
      {isOpen && <LongText text={text} />}
    </div>
  );
}

/** What was asked of a tool, and below it what that gave. */
export function ToolCall({ call: { name, id, given, result } }: { readonly call: ToolCallPart }) {
  return (
    <div class="tool-call">
      <div class="tool-head">
        <span class="part-label">tool call</span>
        <Visible class="tool-name" text={name} />
        {id !== undefined && <Visible class="faint mono" text={id.slice(0, 40)} />}
      </div>
      {given !== undefined && (
        <div class="tool-given">
          {typeof given === 'string' ? (
            <LongText text={given} first={1200} isCode />
          ) : (
            <JsonTree value={given} open={2} />
          )}
        </div>
      )}
      {result !== undefined && <ToolResult name={undefined} parts={result} />}
    </div>
  );
}

function ToolResult({ name, parts }: { readonly name: string | undefined; readonly parts: readonly PartView[] }) {
  return (
    <div class="tool-result">
      <span class="part-label">result</span>
      {name !== undefined && <Visible class="tool-name" text={name} />}
      {parts.map((part, index) =>
        part.kind === 'text' ? <ResultText key={index} text={part.text} /> : <MessagePart key={index} part={part} />,
      )}
    </div>
  );
}

function ResultText({ text }: { readonly text: string }) {
  const structure = structureIn(text);
  if (structure !== undefined && typeof structure === 'object') return <JsonTree value={structure} open={2} />;
  return text === '' ? <span class="faint">empty</span> : <LongText text={text} first={1200} />;
}
