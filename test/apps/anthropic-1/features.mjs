import { Anthropic, toFile } from '@anthropic-ai/sdk';
import { APIPromise } from '@anthropic-ai/sdk/core/api-promise';
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import * as zod from 'zod';
import features from '../anthropic-features.cjs';

await features.converse({ Anthropic, toFile, APIPromise }, { zodOutputFormat, betaZodTool }, zod);
