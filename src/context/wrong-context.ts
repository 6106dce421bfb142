import { Diagnostics } from '../observability/diagnostics';
import { meantName } from '../runtime/meant-name';

/** With a clock that stands still, each sentence is said once. */
const diagnostics = new Diagnostics(() => 0);
/** An app that makes names up must not fill the log. */
const maxSentences = 20;
const said = new Set<string>();

function say(sentence: string): void {
  if (said.size >= maxSentences) return;
  said.add(sentence);
  diagnostics.notice(sentence, sentence);
}

/** What other packages call our fields, in lower case. */
const namesElsewhere: Readonly<Record<string, string>> = {
  session: 'sessionId',
  threadid: 'sessionId',
  conversationid: 'sessionId',
  chatid: 'sessionId',
  user: 'userId',
  properties: 'userProperties',
  run: 'runId',
  experimentid: 'runId',
  scores: 'metrics',
  score: 'metrics',
  tags: 'metadata',
  attributes: 'metadata',
};

/** Says, once, what was done about a field of `withHoneyHive` that cannot be used. Never contains a value. */
export function sayUnused(name: string, known: readonly string[], mustBe: string | undefined): void {
  if (mustBe !== undefined) say(`\`${name}\` of withHoneyHive must be ${mustBe}, so it is left out.`);
  else
    say(
      `\`${name}\` is not a field of withHoneyHive, so it is left out. ${remedy(meantName(name, known, namesElsewhere))}`,
    );
}

export const sayConverted = (name: string): void =>
  say(`\`${name}\` of withHoneyHive must be a string, so the number is made one.`);

export const sayUnusedIn = (name: string, type: string): void =>
  say(`\`${name}\` of withHoneyHive has a ${type} in it, which is left out: it takes strings, numbers and booleans.`);

const remedy = (meant: string | undefined): string =>
  meant === undefined ? 'Put fields of your own in `metadata`.' : `Did you mean \`${meant}\`?`;

const example = 'withHoneyHive({ sessionId }, () => answer(question))';

export const sayNoContext = (): void =>
  say(
    `withHoneyHive needs an object of fields as its first argument: ${example}. Without it, calls have none of them.`,
  );

export const saySwapped = (): void => say(`withHoneyHive takes the fields first and the function second: ${example}.`);

export const noFunction = (): TypeError =>
  new TypeError(`withHoneyHive needs a function as its second argument, which makes the calls: ${example}.`);
