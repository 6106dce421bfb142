import Ajv2020 from 'ajv/dist/2020';
import { modelEventSchema } from '../../src/mapping/record/event-schemas';

const check = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(modelEventSchema);

/** What is wrong with a record as it arrives, after JSON. */
export function violations(record: unknown): readonly string[] {
  check(JSON.parse(JSON.stringify(record)));
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
