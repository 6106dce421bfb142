import * as sdk from '@google/genai';
import conversation from '../genai/conversation.cjs';

await conversation.converse(sdk);
