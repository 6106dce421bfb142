/** Of a request, the spans that are refused for good: its sender must not send them again. */
export interface PartialSuccess {
  readonly rejectedSpans: number;
  /** For people: why, and what to do. With no rejected span, it is a warning. */
  readonly errorMessage: string;
}

/** The body of the answer with status 200, an ExportTraceServiceResponse: in the format of the request. */
export function exportResponse(isProtobuf: boolean, partialSuccess?: PartialSuccess): Buffer {
  if (isProtobuf) return partialSuccess === undefined ? Buffer.alloc(0) : lengthDelimited(1, partialOf(partialSuccess));
  return Buffer.from(JSON.stringify(partialSuccess === undefined ? {} : { partialSuccess: inJson(partialSuccess) }));
}

/** Numbers of 64 bits are text in the JSON of protobuf. */
const inJson = ({ rejectedSpans, errorMessage }: PartialSuccess) => ({
  rejectedSpans: String(rejectedSpans),
  errorMessage,
});

function partialOf({ rejectedSpans, errorMessage }: PartialSuccess): Buffer {
  return Buffer.concat([tag(1, 0), varint(rejectedSpans), lengthDelimited(2, Buffer.from(errorMessage))]);
}

const tag = (field: number, wireType: number): Buffer => varint(field * 8 + wireType);

const lengthDelimited = (field: number, content: Buffer): Buffer =>
  Buffer.concat([tag(field, 2), varint(content.length), content]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return Buffer.from([...bytes, rest]);
}
