// Stand-ins for the WebSocket APIs of OpenAI and of Gemini, over TLS, as their SDKs allow nothing else. What the last user asks decides
// what comes: `[[tool]]`, `[[audio]]`, `[[fail]]`, `[[error]]`, `[[incomplete]]`, `[[wait]]`, `[[drop]]`.
const { readFileSync } = require('node:fs');
const { createServer } = require('node:https');
const { join } = require('node:path');
const { WebSocketServer } = require('../../apps/sockets/node_modules/ws');

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const certificates = join(__dirname, '../certificates');
/** Made-up sound. */
const sound = (seed, bytes = 4800) => Buffer.from(Uint8Array.from({ length: bytes }, (_, i) => (i * seed) % 251));
const usage = {
  total_tokens: 33,
  input_tokens: 20,
  output_tokens: 13,
  input_token_details: {
    text_tokens: 15,
    audio_tokens: 5,
    cached_tokens: 6,
    cached_tokens_details: { text_tokens: 4, audio_tokens: 2 },
  },
  output_token_details: { text_tokens: 3, audio_tokens: 10 },
};

/** OpenAI's Realtime API. */
function realtime(socket, url) {
  let count = 0;
  const id = (kind) => `${kind}_${++count}`;
  const send = (type, fields) => socket.send(JSON.stringify({ type, event_id: id('event'), ...fields }));
  let session = {
    type: 'realtime',
    object: 'realtime.session',
    id: 'sess_1',
    model: url.searchParams.get('model') ?? 'gpt-realtime',
    output_modalities: ['audio'],
    client_secret: { value: 'ek_secret' },
    audio: {
      input: { format: { type: 'audio/pcm', rate: 24000 } },
      output: { voice: 'marin', format: { type: 'audio/pcm' } },
    },
  };
  const items = [];
  let heard = 0;
  let cancel = () => undefined;
  const add = (item) => {
    const whole = { object: 'realtime.item', status: 'completed', ...item, id: item.id ?? id('item') };
    items.push(whole);
    const { content, ...rest } = whole;
    // The server leaves sound out.
    const shown = content && { content: content.map(({ audio: _, ...part }) => part) };
    send('conversation.item.added', { previous_item_id: items.at(-2)?.id ?? null, item: { ...rest, ...shown } });
    send('conversation.item.done', { previous_item_id: items.at(-2)?.id ?? null, item: { ...rest, ...shown } });
    return whole;
  };
  const commit = () => {
    const item_id = id('item');
    send('input_audio_buffer.committed', { previous_item_id: items.at(-1)?.id ?? null, item_id });
    add({ id: item_id, type: 'message', role: 'user', content: [{ type: 'input_audio', transcript: null }] });
    heard = 0;
    return item_id;
  };
  const transcribe = (item_id, transcript) =>
    send('conversation.item.input_audio_transcription.completed', {
      item_id,
      content_index: 0,
      transcript,
      usage: { type: 'tokens', total_tokens: 3 },
    });
  const respond = async (asked = {}) => {
    const response = {
      object: 'realtime.response',
      id: id('resp'),
      status: 'in_progress',
      status_details: null,
      output: [],
    };
    const last = (asked.input ?? items).at(-1);
    const said = last?.content?.[0]?.text ?? '';
    const done = (fields) =>
      send('response.done', {
        response: { ...response, status: 'completed', conversation_id: 'conv_1', usage, ...fields },
      });
    if (said.includes('[[error]]')) {
      send('error', {
        error: {
          type: 'invalid_request_error',
          code: 'invalid_value',
          message: 'Invalid value',
          param: 'response',
          event_id: null,
        },
      });
      return;
    }
    send('response.created', { response });
    if (said.includes('[[fail]]')) {
      const error = { type: 'server_error', code: 'rate_limit_exceeded', message: 'You are too fast' };
      done({ status: 'failed', status_details: { type: 'failed', error } });
      return;
    }
    const at = { response_id: response.id, output_index: 0, item_id: id('item') };
    if (said.includes('[[tool]]')) {
      const call = {
        id: at.item_id,
        object: 'realtime.item',
        type: 'function_call',
        name: 'weather',
        call_id: 'call_1',
      };
      send('response.output_item.added', { ...at, item: { ...call, status: 'in_progress', arguments: '' } });
      for (const delta of ['{"city":', '"Ulm"}'])
        send('response.function_call_arguments.delta', { ...at, call_id: 'call_1', delta });
      const item = { ...call, status: 'completed', arguments: '{"city":"Ulm"}' };
      send('response.function_call_arguments.done', { ...at, call_id: 'call_1', arguments: item.arguments });
      send('response.output_item.done', { ...at, item });
      items.push(item);
      done({ output: [item] });
      return;
    }
    const isSpoken = said.includes('[[audio]]') || last?.content?.[0]?.type === 'input_audio';
    const kind = isSpoken ? 'output_audio_transcript' : 'output_text';
    const field = isSpoken ? 'transcript' : 'text';
    const part = { type: isSpoken ? 'output_audio' : 'output_text', [field]: '' };
    const message = { id: at.item_id, object: 'realtime.item', type: 'message', role: 'assistant', content: [] };
    const where = { ...at, content_index: 0 };
    send('response.output_item.added', { ...at, item: { ...message, status: 'in_progress' } });
    send('response.content_part.added', { ...where, part });
    const words = ['The sun', ' shines', ' in Ulm.'];
    for (const [place, delta] of words.entries()) {
      await wait(1);
      send(`response.${kind}.delta`, { ...where, delta });
      if (isSpoken) send('response.output_audio.delta', { ...where, delta: sound(place + 3).toString('base64') });
      // Not `terminate`, which may overtake what was sent before.
      if (place === 1 && said.includes('[[drop]]')) return socket._socket.end();
      if (place === 1 && said.includes('[[wait]]')) {
        await new Promise((resolve) => {
          cancel = resolve;
        });
        const item = { ...message, status: 'incomplete', content: [{ ...part, [field]: 'The sun shines' }] };
        return done({
          status: 'cancelled',
          status_details: { type: 'cancelled', reason: 'client_cancelled' },
          output: [item],
        });
      }
    }
    const isCut = said.includes('[[incomplete]]');
    const status = isCut ? 'incomplete' : 'completed';
    const item = { ...message, status, content: [{ ...part, [field]: words.join('') }] };
    send(`response.${kind}.done`, { ...where, [field]: words.join('') });
    send('response.output_item.done', { ...at, item });
    if (asked.conversation !== 'none') items.push(item);
    done({
      status,
      output: [item],
      ...(isCut ? { status_details: { type: 'incomplete', reason: 'max_output_tokens' } } : {}),
    });
  };
  const on = {
    'session.update': ({ session: update }) => {
      const { audio, ...others } = update;
      const input = { ...session.audio.input, ...audio?.input };
      session = { ...session, ...others, audio: { ...session.audio, ...audio, input } };
      send('session.updated', { session });
    },
    'conversation.item.create': ({ item }) => add(item),
    'conversation.item.delete': ({ item_id }) => {
      items.splice(
        items.findIndex((item) => item.id === item_id),
        1,
      );
      send('conversation.item.deleted', { item_id });
    },
    'conversation.item.truncate': ({ item_id, content_index, audio_end_ms }) =>
      send('conversation.item.truncated', { item_id, content_index, audio_end_ms }),
    'input_audio_buffer.append': async () => {
      heard += 1;
      if (heard < 3 || session.audio.input.turn_detection == null) return;
      send('input_audio_buffer.speech_started', { audio_start_ms: 0, item_id: 'item_x' });
      send('input_audio_buffer.speech_stopped', { audio_end_ms: 300, item_id: 'item_x' });
      const item = commit();
      await respond();
      transcribe(item, 'How is the weather?'); // after the answer, as a busy server does
    },
    'input_audio_buffer.commit': () => transcribe(commit(), 'What did I say?'),
    'response.create': ({ response }) => respond(response),
    'response.cancel': () => cancel(),
  };
  send('session.created', { session });
  socket.on('message', (data) => {
    const message = JSON.parse(data);
    void on[message.type]?.(message);
  });
}

/** OpenAI's Responses API. */
function responses(socket) {
  let count = 0;
  const send = (type, fields) => socket.send(JSON.stringify({ type, ...fields }));
  socket.on('message', async (data) => {
    const { type, input, model, previous_response_id } = JSON.parse(data);
    if (type !== 'response.create') return;
    const said = typeof input === 'string' ? input : (input?.at(-1)?.content?.[0]?.text ?? '');
    const response = {
      object: 'response',
      id: `resp_${++count}`,
      model,
      previous_response_id: previous_response_id ?? null,
      output: [],
    };
    if (said.includes('[[error]]')) {
      send('error', {
        status: 400,
        error: { type: 'invalid_request_error', code: 'previous_response_not_found', message: 'No such response' },
      });
      return;
    }
    send('response.created', { sequence_number: 0, response: { ...response, status: 'in_progress' } });
    const item = { id: `msg_${count}`, type: 'message', role: 'assistant', status: 'completed', content: [] };
    const at = { output_index: 0, item_id: item.id, content_index: 0 };
    send('response.output_item.added', { output_index: 0, item });
    for (const delta of ['over', ' the', ' wire']) {
      await wait(1);
      send('response.output_text.delta', { ...at, delta });
      if (said.includes('[[drop]]')) return socket.close(1011, 'The server had an error');
    }
    const output = [{ ...item, content: [{ type: 'output_text', text: 'over the wire', annotations: [] }] }];
    const counts = { input_tokens: 9, input_tokens_details: { cached_tokens: 4 }, output_tokens: 5, total_tokens: 14 };
    const isCut = said.includes('[[incomplete]]');
    const end = isCut
      ? { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }
      : { status: 'completed' };
    send(`response.${end.status}`, { response: { ...response, ...end, output, usage: counts } });
  });
}

/** Gemini's Live API, which sends its JSON in binary frames. */
function live(socket) {
  const send = (fields) => socket.send(Buffer.from(JSON.stringify(fields)));
  const counts = {
    promptTokenCount: 30,
    responseTokenCount: 12,
    totalTokenCount: 42,
    promptTokensDetails: [
      { modality: 'TEXT', tokenCount: 10 },
      { modality: 'AUDIO', tokenCount: 20 },
    ],
    responseTokensDetails: [{ modality: 'AUDIO', tokenCount: 12 }],
  };
  const answer = async (isSpoken) => {
    for (const [place, text] of ['The sun', ' shines.'].entries()) {
      await wait(1);
      const data = sound(place + 7).toString('base64');
      const parts = [isSpoken ? { inlineData: { mimeType: 'audio/pcm;rate=24000', data } } : { text }];
      send({ serverContent: { modelTurn: { parts } } });
      if (isSpoken) send({ serverContent: { outputTranscription: { text } } });
    }
    send({ serverContent: { generationComplete: true } });
    send({ serverContent: { turnComplete: true }, usageMetadata: counts });
  };
  let heard = 0;
  socket.on('message', async (data) => {
    const { setup, clientContent, realtimeInput, toolResponse } = JSON.parse(data);
    if (setup !== undefined) return send({ setupComplete: {} });
    if (toolResponse !== undefined) return answer(false);
    if (realtimeInput?.audio !== undefined && ++heard === 3) {
      send({ serverContent: { inputTranscription: { text: 'How is' } } });
      send({ serverContent: { inputTranscription: { text: ' the weather?' } } });
      return answer(true);
    }
    const said = realtimeInput?.text ?? clientContent?.turns?.at(-1)?.parts?.[0]?.text;
    if (said === undefined) return;
    if (said.includes('[[tool]]')) {
      return send({ toolCall: { functionCalls: [{ id: 'fc_1', name: 'weather', args: { city: 'Ulm' } }] } });
    }
    if (said.includes('[[interrupted]]')) {
      send({ serverContent: { modelTurn: { parts: [{ text: 'The sun' }] } } });
      send({ serverContent: { interrupted: true } });
      return send({ serverContent: { turnComplete: true }, usageMetadata: counts });
    }
    if (said.includes('[[drop]]')) {
      send({ serverContent: { modelTurn: { parts: [{ text: 'The sun' }] } } });
      send({ goAway: { timeLeft: '1s' } });
      return socket.close(1011, 'The service is unavailable');
    }
    return answer(false);
  });
}

async function startSockets() {
  const server = createServer({
    key: readFileSync(join(certificates, 'server.key')),
    cert: readFileSync(join(certificates, 'server.pem')),
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    socket.on('error', () => undefined);
    const url = new URL(request.url, 'wss://localhost');
    if (url.pathname.endsWith('/realtime')) realtime(socket, url);
    else if (url.pathname.endsWith('/responses')) responses(socket);
    else live(socket);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    for (const socket of sockets.clients) socket.terminate();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `https://localhost:${server.address().port}`, exchanges: [], close };
}

module.exports = { startSockets, sound };
