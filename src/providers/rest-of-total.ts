/** Which of its counts leaves out tokens that a call's total has: thoughts beside the completion, cached tokens beside the prompt. */
export type IncompleteCount = 'prompt' | 'completion';

const families: readonly (readonly [model: RegExp, count: IncompleteCount])[] = [
  [/claude/i, 'prompt'],
  [/gemini|grok/i, 'completion'],
];

const providers: ReadonlyMap<string, IncompleteCount> = new Map([
  ['anthropic', 'prompt'],
  ['gcp.gemini', 'completion'],
  ['gcp.gen_ai', 'completion'],
  ['gcp.vertex_ai', 'completion'],
  ['x_ai', 'completion'],
]);

/** `undefined` where it is not known for the model's family or the provider. */
export const incompleteCount = (provider: string, model: string): IncompleteCount | undefined =>
  families.find(([family]) => family.test(model))?.[1] ?? providers.get(provider);
