import { asText, type JsonRecord } from '../../../json/json-record';

/** Azure's older paths name the model's deployment, and the body then need not name the model. */
const deploymentIn = (path: string): string | undefined => /\/deployments\/([^/]+)\//.exec(path)?.[1];

export const modelIn = (body: JsonRecord, path: string): string | undefined =>
  asText(body['model']) || deploymentIn(path);

/** Whether the model is one, or is left out or empty, as servers of one model allow. */
export const isModel = (model: unknown, path: string): boolean =>
  model === undefined || model === null || model === '' || modelIn({ model }, path) !== undefined;
