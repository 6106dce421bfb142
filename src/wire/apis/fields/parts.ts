import { asList, asRecord, asText, compact, fieldsOf, type JsonRecord, without } from '../../../json/json-record';
import { readMediaMarker } from '../../../json/media-marker';
import type { Message, Part } from '../../exchange';
import { blob, type Modality, mediaAt, modalityOf, storedFile } from './media';
import { textsIn } from './texts';

/** Reads a value as parts of a message; none of one that says nothing. */
export type ReadParts = (value: unknown) => readonly Part[];

export const texts: ReadParts = (value) => textsIn(value).map((content) => ({ type: 'text', content }));

/** The fields in which APIs have the address of a medium or its bytes, and those of its type. */
const places =
  'url uri b64_json gcsUri fileUri bytesBase64Encoded base64 image_base64 audio_base64 data content bytes image audio video file ' +
  'image_url audio_url video_url document_url encodedVideo audioContent s3Uri s3Location';
const names = places.split(' ');
const typeNames = ['mime_type', 'mimeType', 'content_type', 'contentType', 'media_type'];

const isPart = (value: JsonRecord): boolean => value['type'] === 'blob' && typeof value['modality'] === 'string';

/** Media in any form that an API gives them: an address, base64, a file that was sent, an object with one of them, or a list. */
export const media =
  (modality: Modality): ReadParts =>
  (value) => {
    const list = asList(value);
    if (list !== undefined) {
      const isBytes = typeof list[0] === 'number';
      return isBytes ? [{ type: 'blob', modality, content: value }] : list.flatMap(media(modality));
    }
    if (typeof value === 'string') return value === '' ? [] : [mediumAt(modality, value)];
    const record = asRecord(value);
    if (record === undefined) return [];
    if (isPart(record)) return [record as Part];
    const mimeType = typeNames.map((name) => asText(record[name])).find((name) => name);
    const kind = mimeType === undefined ? modality : modalityOf(mimeType);
    const id = asText(record['file_id']);
    if (id !== undefined) return [storedFile(kind, id)];
    for (const name of names) {
      const found = media(kind === 'document' ? modality : kind)(record[name]);
      const beside = {
        ...plainFields(without(record, name, 'type', ...typeNames)),
        ...compact({ mime_type: mimeType }),
      };
      if (found.length > 0) return found.map((part) => ({ ...beside, ...part }));
    }
    return [];
  };

/** The size of a picture, the text that a model has made of a prompt. */
const plainFields = (record: JsonRecord): JsonRecord =>
  Object.fromEntries(Object.entries(compact(record)).filter(([, value]) => typeof value !== 'object'));

/** Base64, or what stands for it where it was long; neither an address nor a path. */
const mediumAt = (modality: Modality, text: string): Part => {
  const isBlob = readMediaMarker(text)?.isUri === false || /^[\w+/=\s-]*$/.test(text.slice(0, 100));
  return isBlob && text.length > 64 ? blob(modality, text) : mediaAt(modality, text);
};

export const images = media('image');
export const audio = media('audio');
export const videos = media('video');
export const documents = media('document');

/** What no part of the conventions is for, as it is. */
export const values =
  (type: string): ReadParts =>
  (value) =>
    value === undefined || value === null ? [] : [{ type, [type]: value }];

/** Parts by the fields that have them, in their order. */
export const partsOf = (body: JsonRecord, fields: Readonly<Record<string, ReadParts>>): readonly Part[] =>
  Object.entries(fields).flatMap(([name, read]) => read(valueAt(body, name)));

/** @param path of names with dots between them */
export const valueAt = (body: JsonRecord, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, name) => (Array.isArray(value) ? value.map((each) => fieldsOf(each)[name]) : fieldsOf(value)[name]),
      body,
    );

export const said = (role: string, parts: readonly Part[]): readonly Message[] =>
  parts.length === 0 ? [] : [{ role, parts }];
