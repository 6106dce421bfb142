import * as sdk from '@langchain/openai';
import conversation from '../langchain-conversation.cjs';

await conversation.converse(sdk);
