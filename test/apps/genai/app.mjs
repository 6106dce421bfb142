import * as sdk from '@google/genai';
import conversation from './conversation.cjs';

await conversation.converse(sdk);
