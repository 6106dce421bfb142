import type { Leaf, Spelling } from './captured';

/** How one provider's exchanges are read back: which of their leaves are form, in an exchange and in a record. */
export interface Forms {
  /** Said by the place, or left out on purpose: vectors, what an answer repeats of its request. */
  readonly isForm: (leaf: Leaf) => boolean;
  /** What a record does not say: marks beside a message's content, or in other words. */
  readonly isUnsaid: (leaf: Leaf) => boolean;
}

export const gemini: Forms = {
  // The output's count is held for itself, since it leaves out the thoughts.
  isForm: ([key, value]) =>
    /\.(role|values|modality|candidatesTokenCount|index|code)$/.test(key) ||
    // What all inputs of a batch say alike is said once.
    /^requests\.(model|taskType|outputDimensionality)$/.test(key) ||
    key === 'parts.thought' ||
    value === 'application/json',
  isUnsaid: ([key]) => /\.(thoughtSignature|mimeType|data)$|^functionCallingConfig\.mode$/.test(key),
};

const bedrockTypes = /^(text|tool_use|message|function|enabled|json|completion|default|chat\.completion)$/;

export const bedrock: Forms = {
  isForm: ([key, value]) =>
    /\.(role|embedding|index|inputTokens|input_tokens|tokenCount|format|stop|created)$/.test(key) ||
    (/\.type$/.test(key) && bedrockTypes.test(String(value))) ||
    /\.object$/.test(key),
  isUnsaid: ([key]) => /\.(signature|bytes|is_finished|event_type|status)$/.test(key),
};

export const cohere: Forms = {
  isForm: ([key, value]) =>
    /\.(role|float|int8|version|is_finished|event_type|index)$/.test(key) ||
    (/\.type$/.test(key) && /^(text|thinking|image_url|function|document)$/.test(String(value))) ||
    // An empty message asks nothing.
    /^(chat_history|\.texts)/.test(key) ||
    value === '',
  isUnsaid: ([key]) => /^(call|parameters)\.|\.images$|\.tool_choice$/.test(key),
};

export const ollama: Forms = {
  isForm: ([key, value]) =>
    /\.(role|embeddings?|done|context)$/.test(key) || (key === 'tools.type' && value === 'function') || value === '',
  isUnsaid: ([key]) => key === 'messages.images' || key === '.format',
};

/** The content of a data URL stands for itself. */
const written: Spelling['written'] = ([, value]) => String(value).replace(/^data:[^,]*,/, '');

export const inExchange = ({ isForm }: Forms): Spelling => ({ isForm, written });
export const inRecord = ({ isForm, isUnsaid }: Forms): Spelling => ({
  isForm: (leaf) => isForm(leaf) || isUnsaid(leaf),
  written,
});
