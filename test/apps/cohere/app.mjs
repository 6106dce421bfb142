import * as sdk from 'cohere-ai';
import conversation from './conversation.cjs';

await conversation.converse(sdk);
