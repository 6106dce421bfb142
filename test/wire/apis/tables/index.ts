import { awsRows } from './aws';
import { cloudRows } from './clouds';
import { googleRows } from './google';
import { hostedRows } from './hosted';
import { localRows } from './local';
import { openaiRows } from './openai';
import { retrievalRows } from './retrieval';
import type { Row } from './row';
import { speechRows } from './speech';
import { universalRows } from './universal';

/** The APIs beyond chat, completions and embeddings, by family. */
export const rows: readonly Row[] = [
  ...openaiRows,
  ...retrievalRows,
  ...googleRows,
  ...awsRows,
  ...speechRows,
  ...hostedRows,
  ...universalRows,
  ...cloudRows,
  ...localRows,
];
