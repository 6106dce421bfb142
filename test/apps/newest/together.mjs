import Together from 'together-ai';
import conversation from '../conversation.cjs';

await conversation.converse(Together);
