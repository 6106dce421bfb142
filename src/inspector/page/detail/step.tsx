import type { Json } from '../../../json/json';
import type { CallView } from '../call/call-view';
import { JsonTree } from '../text/json-tree';
import { Message } from './conversation';
import { MessagePart } from './message-part';

/** A tool, a chain, or what is no model call: what went in and what came out. */
export function Step({ view: { input, output, messages, error } }: { readonly view: CallView }) {
  return (
    <div class="conversation">
      {messages.map((message, index) => (
        <Message key={index} message={message} />
      ))}
      {(input !== undefined || messages.length === 0) && <Side title="in" value={input} />}
      {(output !== undefined || error === undefined) && <Side title="out" value={output} />}
    </div>
  );
}

const Side = ({ title, value }: { readonly title: string; readonly value: Json | undefined }) => (
  <section class={`message role-${title === 'in' ? 'user' : 'answer'}`}>
    <h3>{title}</h3>
    {value === undefined ? (
      <p class="faint">nothing</p>
    ) : typeof value === 'string' ? (
      <MessagePart part={{ kind: 'text', text: value }} />
    ) : (
      <JsonTree value={value} open={3} />
    )}
  </section>
);
