/** The conventions' word for what a MIME type is of; a text in a file is a document. */
export function modalityOf(mimeType: string | undefined): 'image' | 'audio' | 'video' | 'document' {
  const kind = mimeType?.split('/')[0];
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'document';
}
