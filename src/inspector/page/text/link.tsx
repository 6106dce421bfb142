import { visible } from './visible';
import { Visible } from './visible-text';

const begins = (url: string, ...schemes: readonly string[]): boolean => {
  const lower = url.slice(0, 8).toLowerCase();
  return schemes.some((scheme) => lower.startsWith(scheme));
};

export const isOfWeb = (url: string): boolean => begins(url, 'https://', 'http://');

/** Leads out of the page for addresses of the web and of mail; any other is shown as text. */
export function Link({ url, label }: { readonly url: string; readonly label: string }) {
  if (!isOfWeb(url) && !begins(url, 'mailto:')) return <Visible text={`${label} (${url})`} />;
  return (
    <a href={url} target="_blank" rel="noreferrer noopener" title={visible(url)}>
      <Visible text={label} />
    </a>
  );
}
