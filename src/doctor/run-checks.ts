import { randomBytes } from 'node:crypto';
import { checkAddress, checkProxy } from './checks/address';
import { checkConnection } from './checks/connection';
import { checkInstrumentations } from './checks/instrumentations';
import { checkKey } from './checks/key';
import { checkOptionsFile } from './checks/options-file';
import { checkPrices } from './checks/prices';
import { checkContent, checkEnabled, checkProject, checkVariables } from './checks/settings';
import { checkSpool } from './checks/spool';
import { checkTestEvent, type TestExporter, testSpan } from './checks/test-event';
import { checkApi, checkNode, checkPackage, checkSdk } from './checks/versions';
import { type Finding, findingsOf } from './finding';
import type { Setting } from './setting';

type Found = Finding | readonly Finding[];
type Check = () => Found | Promise<Found>;

export interface Process {
  /** Of Node, such as `v20.1.0`. */
  readonly node: string;
  /** Of this package. */
  readonly version: string;
  /** Makes the exporter that sends a test event; absent where none is to be sent. */
  readonly exporter: (() => TestExporter) | undefined;
}

/** All findings, in the order in which a record passes what is checked. Never rejects. */
export async function runChecks(setting: Setting, { node, version, exporter }: Process): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const checks: Readonly<Record<string, Check>> = {
    node: () => checkNode(node),
    package: () => checkPackage(setting, version),
    variables: () => checkVariables(setting),
    'options-file': () => checkOptionsFile(setting),
    enabled: () => checkEnabled(setting),
    key: () => checkKey(setting),
    project: () => checkProject(setting),
    address: () => checkAddress(setting),
    proxy: () => checkProxy(setting),
    connection: () => checkConnection(setting),
    content: () => checkContent(setting),
    'opentelemetry-api': () => checkApi(setting),
    'opentelemetry-sdk': () => checkSdk(setting),
    instrumentation: () => checkInstrumentations(setting),
    prices: () => checkPrices(setting),
    spool: () => checkSpool(setting),
    'test-event': () => testEvent(setting, findings, exporter),
  };
  for (const [name, check] of Object.entries(checks)) findings.push(...(await foundBy(name, check)));
  return findings;
}

/** A mistake in one check must not keep the others from being made. */
async function foundBy(name: string, check: Check): Promise<readonly Finding[]> {
  try {
    return [await check()].flat();
  } catch (error) {
    const kind = error instanceof Error ? error.name : typeof error;
    return [findingsOf(name).skipped(`This could not be checked (${kind}).`)];
  }
}

/** @param before what was found before it */
function testEvent(
  setting: Setting,
  before: readonly Finding[],
  exporter: Process['exporter'],
): Found | Promise<Found> {
  const { skipped } = findingsOf('test-event');
  if (exporter === undefined) return skipped('None was sent: --send does that.');
  const isCutOff = before.some(({ check, status }) => check === 'connection' && status === 'problem');
  if (isCutOff) return skipped('None was sent, since the connection has a problem.');
  const id = (bytes: number): string => randomBytes(bytes).toString('hex');
  return checkTestEvent(setting, exporter, testSpan(Date.now(), id(16), id(8)));
}
