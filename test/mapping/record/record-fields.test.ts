import { modelEventSchema } from '../../../src/mapping/record/event-schemas';
import { recordFieldNames } from '../../../src/mapping/record/record-fields';
import { recordOf } from '../../support/call';

test('the table lists the fields of a record in the order in which they are written', () => {
  const record = recordOf(
    {
      'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]',
      'gen_ai.tool.definitions': '[{"type":"function","name":"now"}]',
      'gen_ai.request.temperature': 0.5,
      'honeyhive.template': 'Hi',
      'honeyhive.template_inputs': { name: 'Ada' },
      'honeyhive.request.tool_choice': 'auto',
      'honeyhive.request.response_format': 'json_object',
      'honeyhive.feedback.rating': 1,
      'honeyhive.metrics.score': 1,
      'gen_ai.usage.cost': 0.01,
      'session.id': 's',
      'user.id': 'u',
    },
    { source: 'test' },
  );
  expect(Object.keys(record)).toEqual(recordFieldNames);
});

test('the schema of a record knows the fields of the table and no others', () => {
  expect(Object.keys(modelEventSchema.properties ?? {})).toEqual(recordFieldNames);
  expect(modelEventSchema.additionalProperties).toBe(false);
});
