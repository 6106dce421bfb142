import * as sdk from '@aws-sdk/client-bedrock-runtime';
import conversation from './conversation.cjs';

await conversation.converse(sdk);
