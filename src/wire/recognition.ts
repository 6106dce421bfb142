import { asList, asRecord } from '../json/json-record';
import { providerAt } from '../providers/hosts';
import type { Api } from './apis/api';
import { apiAnsweringAt, apisOwning } from './apis/by-path';
import { apisAt } from './apis/index';
import { isSdk } from './apis/sdks';
import type { Asked } from './apis/universal';
import type { Recording } from './http/recording';
import type { ResponseBody } from './response-reader';

/** A request that has the form of a call, or of a part of one. */
export interface Recognised {
  readonly api: Api;
  readonly path: string;
  /** By its host or its client. */
  readonly isCertain: boolean;
  /** It begins no call, but asks for the answer of one. */
  readonly asksForAnswer: boolean;
}

/**
 * The API that a request is one of, by its path and its form; `undefined` if it is none of a model.
 * @param isEmpty no body was sent
 */
export function recognise(recording: Recording, { path, body }: Asked, isEmpty: boolean): Recognised | undefined {
  const { status, url, requestHeaders } = recording;
  const { hostname, host } = new URL(url);
  if (status !== undefined && status >= 300 && status < 400) return undefined; // on the way to another address
  const isFor = (api: Api): boolean => isSdk(requestHeaders?.client) || isHostOf(api, hostname, host);
  // Some requests are refused before their body is sent.
  const isRefused = isEmpty && (status ?? 400) >= 400;
  const sent = body && apisAt(path, host).find((each) => each.recognises(body, path));
  const answering = sent === undefined ? apiAnsweringAt(path) : undefined;
  if (answering !== undefined)
    return { api: answering, path, isCertain: false, asksForAnswer: answering.calls === undefined };
  const api = body === undefined && isRefused ? apiWithoutBody(path, hostname) : sent;
  return api && { api, path, isCertain: api.needsAnswer !== true && isFor(api), asksForAnswer: false };
}

/**
 * Whether a request in the form of a call was one, by its answer: that of an app's own API has another form. Where no answer came, or
 * an error, its path has to be one that no app has for itself.
 */
export function isModelCall(
  { api, path, isCertain, asksForAnswer }: Recognised,
  status: number | undefined,
  response: ResponseBody,
): boolean {
  if (isCertain) return true;
  const { body } = response;
  const isRefused = (status ?? 400) >= 400;
  if (!isRefused && api.answers(body)) return true;
  if (asksForAnswer) return false;
  const isSilent = isRefused || api.readError(body) !== undefined || Object.values(body).every(isEmptyValue);
  return isSilent && apisOwning(path).includes(api);
}

const isEmptyValue = (value: unknown): boolean => {
  const fields = asList(value) ?? asRecord(value);
  return (
    value === undefined || value === null || value === '' || (fields !== undefined && Object.keys(fields).length === 0)
  );
};

/** Apps have APIs of their own at AWS, too. */
function isHostOf({ hosts }: Api, hostname: string, host: string): boolean {
  const known = providerAt(hostname);
  // An endpoint of SageMaker has a model of any kind.
  if (known === 'aws.sagemaker') return false;
  if (known !== undefined) return known !== 'aws.bedrock' || runsModels.test(hostname);
  return hosts?.test(host) === true;
}

/** Bedrock's hosts of models and agents, with FIPS and in a VPC, too. Others run code of the app, such as AgentCore's. */
const runsModels = /(?:^|\.)bedrock-(?:agent-)?runtime(?:-fips)?\./;

/** Of a request whose body is unknown, the path or the provider of its host has to be enough. */
function apiWithoutBody(path: string, hostname: string): Api | undefined {
  const provider = providerAt(hostname);
  return apisAt(path).find((api) => api.provider === provider) ?? apisOwning(path).at(-1);
}
