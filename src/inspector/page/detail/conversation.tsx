import { useState } from 'preact/hooks';
import type { CallRow } from '../../page-api';
import type { CallView } from '../call/call-view';
import type { MessageView } from '../call/read-message';
import { count } from '../figures';
import { isEmpty } from '../json-value';
import { JsonTree } from '../text/json-tree';
import { Visible } from '../text/visible-text';
import { MessagePart } from './message-part';
import { useLaterResults } from './use-later-results';

/** Of a long conversation the end is what was asked now; the rest is shown when it is wanted. */
const shownAtFirst = 10;
const step = 40;

interface ConversationProps {
  readonly view: CallView;
  readonly row: CallRow;
}

export function Conversation({ view: { messages, answers: own, error }, row }: ConversationProps) {
  const answers = useLaterResults(own, row);
  const [shown, setShown] = useState(shownAtFirst);
  const earlier = Math.max(0, messages.length - shown);
  const instructions = earlier > 0 ? messages.slice(0, 1).filter(isInstruction) : [];
  return (
    <div class="conversation">
      {instructions.map((message) => (
        <Message key="first" message={message} />
      ))}
      {earlier > instructions.length && (
        <button type="button" class="unfold" onClick={() => setShown(shown + step)}>
          Show {count(Math.min(step, earlier))} earlier {earlier === 1 ? 'message' : 'messages'} of {count(earlier)}
        </button>
      )}
      {messages.slice(earlier).map((message, index) => (
        <Message key={earlier + index} message={message} />
      ))}
      {messages.length === 0 && <p class="note">No messages are kept of this call.</p>}
      <section class="answers" aria-label="Answer">
        {answers.map((answer, index) => (
          <Message key={index} message={answer} title={titleOf(index, answers.length)} />
        ))}
        {answers.length === 0 && (
          <p class="note">{error === undefined ? 'No answer is kept.' : 'It failed, and has no answer.'}</p>
        )}
      </section>
    </div>
  );
}

const titleOf = (index: number, length: number): string =>
  length === 1 ? 'answer' : `answer ${index + 1} of ${length}`;

const isInstruction = ({ role }: MessageView): boolean => role === 'system' || role === 'developer';

interface MessageProps {
  readonly message: MessageView;
  readonly title?: string;
}

/** Roles that have a look of their own. */
const roles: ReadonlySet<string> = new Set(['system', 'developer', 'user', 'assistant', 'tool']);

export function Message({ message, title }: MessageProps) {
  const { role, name, parts, finishReason, others } = message;
  const label = title ?? role;
  return (
    <article class={`message role-${title === undefined ? (roles.has(role) ? role : 'other') : 'answer'}`}>
      <h3>
        <Visible text={label} />
        {name !== undefined && <Visible class="faint" text={name} />}
        {finishReason !== undefined && (
          <span class="finish" title="Why it ended">
            <Visible text={finishReason} />
          </span>
        )}
      </h3>
      {parts.map((part, index) => (
        <MessagePart key={index} part={part} isBrief={isInstruction(message)} />
      ))}
      {parts.length === 0 && <p class="faint">empty</p>}
      {!isEmpty(others) && (
        <details>
          <summary>More of this message</summary>
          <JsonTree value={others} open={1} />
        </details>
      )}
    </article>
  );
}
