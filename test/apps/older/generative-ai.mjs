import * as sdk from '@google/generative-ai';
import conversation from '../generative-ai-conversation.cjs';

await conversation.converse(sdk);
