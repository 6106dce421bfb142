import Groq from 'groq-sdk';
import conversation from '../conversation.cjs';

await conversation.converse(Groq);
