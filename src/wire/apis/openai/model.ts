import { asText, type JsonRecord } from '../../../json/json-record';

/** Azure's older paths name the model's deployment, and the body then need not name the model. */
const deploymentIn = (path: string): string | undefined => /\/deployments\/([^/]+)\//.exec(path)?.[1];

export const modelIn = (body: JsonRecord, path: string): string | undefined =>
  asText(body['model']) || deploymentIn(path);
