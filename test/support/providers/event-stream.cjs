// Writes AWS's event stream: https://smithy.io/2.0/aws/amazon-eventstream.html

/** One message. Headers are texts; the payload is text or bytes. */
function encodeMessage(headers, payload) {
  const written = Buffer.concat(Object.entries(headers).map(([name, value]) => encodeHeader(name, value)));
  const body = Buffer.from(payload);
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(written.length + body.length + 16, 0);
  prelude.writeUInt32BE(written.length, 4);
  const message = Buffer.concat([prelude, checksum(prelude), written, body]);
  return Buffer.concat([message, checksum(message)]);
}

const textType = 7;

function encodeHeader(name, value) {
  const [key, text] = [Buffer.from(name), Buffer.from(value)];
  const length = Buffer.alloc(2);
  length.writeUInt16BE(text.length);
  return Buffer.concat([Buffer.from([key.length]), key, Buffer.from([textType]), length, text]);
}

/** CRC-32, bit by bit, so that it shares nothing with what it tests. */
function checksum(bytes) {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(~crc >>> 0);
  return sum;
}

/** An event of a model's answer, as Bedrock sends it. */
const encodeEvent = (type, value) =>
  encodeMessage(
    { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' },
    JSON.stringify(value),
  );

/** A failure in the middle of an answer. */
const encodeException = (type, value) =>
  encodeMessage(
    { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' },
    JSON.stringify(value),
  );

module.exports = { encodeMessage, encodeEvent, encodeException };
