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
    /^(requests\.(model|taskType|outputDimensionality)|instances\.task_type)$/.test(key) ||
    // Counted together; nothing was cut off.
    /^statistics\./.test(key) ||
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

const openaiTypes =
  /^(function|custom|message|text|(in|out)put_text|input_image|input_file|image_url|thinking|function_call(_output)?|summary_text|reasoning|refusal|json_schema|json_object|auto|any)$/;

export const openai: Forms = {
  isForm: ([key, value]) =>
    /\.(object|role|index|embedding|status)$/.test(key) ||
    (/\.(type|tool_choice)$/.test(key) && openaiTypes.test(String(value))) ||
    // The same name, of the tool and of the choice of it.
    /^(tool_choice\.|function\.name)/.test(key) ||
    value === '' ||
    value === 0,
  isUnsaid: ([key]) => /^(content\.(image_url|file_data)|image_url\.url)$/.test(key),
};

export const anthropic: Forms = {
  isForm: ([key, value]) =>
    /\.(role|is_error|stop_reason)$/.test(key) ||
    (/\.type$/.test(key) &&
      /^(message|text|tool|custom|auto|any|image|base64|url|tool_use|tool_result|thinking)$/.test(String(value))) ||
    // Held for itself: the sum of what was cached and what was not.
    key === 'usage.input_tokens',
  isUnsaid: ([key]) => /^source\./.test(key),
};

/** The content of a data URL stands for itself. */
const written: Spelling['written'] = ([, value]) => String(value).replace(/^data:[^,]*,/, '');

export const inExchange = ({ isForm }: Forms): Spelling => ({ isForm, written });
export const inRecord = ({ isForm, isUnsaid }: Forms): Spelling => ({
  isForm: (leaf) => isForm(leaf) || isUnsaid(leaf),
  written,
});
