import { AzureOpenAI, OpenAI, toFile } from 'openai';
import { APIPromise } from 'openai/core/api-promise';
import * as helpers from 'openai/helpers/zod';
import * as zod from 'zod';
import features from '../openai-features.cjs';

await features.converse({ OpenAI, AzureOpenAI, toFile, APIPromise }, helpers, zod);
