import OpenAI from 'openai';
import { converse } from '../conversation.cjs';

await converse(OpenAI);
