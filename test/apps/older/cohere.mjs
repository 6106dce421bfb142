import * as sdk from 'cohere-ai';
import conversation from '../cohere/conversation.cjs';

await conversation.converse(sdk);
