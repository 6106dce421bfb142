import type { Fixture } from './fixture';

export type Loss = readonly [library: RegExp, scenario: RegExp, aspect: RegExp, reason: string];

/** What is carried and does not stand in its field, and why it should not. */
export const losses: readonly Loss[] = [
  [
    /^arizeai.*langchain/,
    /--hide-inputs-outputs$/,
    /^tool /,
    'hides the inputs, tools among them: the request parameters that still have them do not bring them back',
  ],
  [
    /^openinference-langchain/,
    /^llm-responses-/,
    /^input text of developer$/,
    'has the role that the app wrote, of which LangChain makes another one in the request',
  ],
  [/^openinference-bedrock/, /^invoke-jamba$/, /^request model$/, 'names the model in full only where it answers'],
  [
    /^ax-llm/,
    /^err-400$/,
    /^(input text of user|error)$/,
    'quotes the exchange in the stack of its error, and nowhere else: the stack stands in the metadata',
  ],
];

/** The loss that excuses that an aspect of this name is missing. */
export const lossOf = ({ library, scenario }: Fixture, aspect: string): Loss | undefined =>
  losses.find(
    ([libraries, scenarios, aspects]) => libraries.test(library) && scenarios.test(scenario) && aspects.test(aspect),
  );
