import { readV1Event } from '../../src/inspector/read-v1-event';
import { render } from '../../src/inspector/render';

test('an event with hardly any field is shown by its name', () => {
  const lines = render([readV1Event({ event_type: 'tool', event_name: 'search', inputs: {} })], {
    width: 120,
    colour: false,
  });
  expect(lines.at(-1)).toBe('   └─ search tool · – in · – out · – · 0 ms');
});
