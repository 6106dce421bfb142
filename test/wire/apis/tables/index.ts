import { googleRows } from './google';
import { openaiRows } from './openai';
import { retrievalRows } from './retrieval';
import type { Row } from './row';

/** The APIs beyond chat, completions and embeddings, by family. */
export const rows: readonly Row[] = [...openaiRows, ...retrievalRows, ...googleRows];
