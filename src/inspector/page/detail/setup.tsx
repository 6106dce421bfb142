import type { ComponentChildren } from 'preact';
import type { Json } from '../../../json/json';
import type { CallView, ToolView } from '../call/call-view';
import type { TemplateMessage } from '../call/template';
import { isEmpty } from '../json-value';
import { JsonTree } from '../text/json-tree';
import { LongText } from '../text/long-text';
import { marked, Visible } from '../text/visible-text';
import { FactTable } from './fact-table';

/** How many settings, tools and variables a call had. */
export const sizeOfSetup = ({ hyperparameters, tools, template, variables }: CallView): number =>
  Object.keys(hyperparameters).length +
  tools.length +
  (isEmpty(variables) ? template.length : Object.keys(variables).length);

/** What a call was made with besides its messages. */
export function Setup({ view }: { readonly view: CallView }) {
  const { hyperparameters, tools, toolChoice, responseFormat, template, variables } = view;
  const isBare =
    [hyperparameters, responseFormat, toolChoice, variables].every(isEmpty) && tools.length + template.length === 0;
  if (isBare) return <p class="note">No parameters, tools or template are kept of this call.</p>;
  return (
    <>
      {!isEmpty(hyperparameters) && (
        <Section title="Parameters">
          <FactTable facts={hyperparameters} />
        </Section>
      )}
      {template.length > 0 && (
        <Section title="Template">
          {template.map((message, index) => (
            <Template key={index} message={message} />
          ))}
        </Section>
      )}
      {!isEmpty(variables) && (
        <Section title="Variables">
          <FactTable facts={variables} />
        </Section>
      )}
      {tools.length > 0 && (
        <Section title={`Tools, ${tools.length}`}>
          {tools.map((tool, index) => (
            <Tool key={index} tool={tool} />
          ))}
        </Section>
      )}
      {!isEmpty(toolChoice) && (
        <Section title="Tool choice">
          <Any value={toolChoice} />
        </Section>
      )}
      {!isEmpty(responseFormat) && (
        <Section title="Response format">
          <Any value={responseFormat} />
        </Section>
      )}
    </>
  );
}

const Section = ({ title, children }: { readonly title: string; readonly children: ComponentChildren }) => (
  <section class="section">
    <h3>{title}</h3>
    {children}
  </section>
);

const Any = ({ value }: { readonly value: Json | undefined }) =>
  typeof value === 'string' ? <LongText text={value} /> : <JsonTree value={value ?? null} open={3} />;

/** With its variables filled in; the name of each is its title. */
const Template = ({ message: { role, pieces } }: { readonly message: TemplateMessage }) => (
  <div class="template">
    <Visible class="part-label" text={role} />
    <bdi class="text">
      {pieces.map(({ text, value, isVariable }, index) =>
        isVariable ? (
          <span key={index} class={value === undefined ? 'variable missing' : 'variable'} title={`{{${text}}}`}>
            {marked((value ?? `{{${text}}}`).slice(0, 2000))}
          </span>
        ) : (
          <span key={index}>{marked(text.slice(0, 20_000))}</span>
        ),
      )}
    </bdi>
  </div>
);

function Tool({ tool: { name, description, parameters } }: { readonly tool: ToolView }) {
  return (
    <details class="tool">
      <summary>
        <Visible class="tool-name" text={name} />
        {description !== undefined && <Visible class="faint" text={description.slice(0, 120)} />}
      </summary>
      {description !== undefined && description.length > 60 && <LongText text={description} first={1000} />}
      {parameters !== undefined && <JsonTree value={parameters} open={3} />}
    </details>
  );
}
