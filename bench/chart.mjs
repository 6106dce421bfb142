// The bar chart of the README: CPU per span against the limit loop, as the text of an SVG for light and dark pages.
const kinds = {
  small: 'small: 1 KB',
  medium: 'medium: 12 KB',
  large: 'large: 150 KB',
  mixed: 'nine of ten are HTTP and database spans',
};
const bars = {
  ours: 'this exporter',
  'otlp-json': 'OTLP/HTTP JSON (maps nothing)',
  'otlp-proto': 'OTLP/HTTP protobuf (maps nothing)',
  langfuse: 'Langfuse (maps nothing)',
};

const width = 760;
const left = 240;
const right = 60;
const barHeight = 16;
const groupGap = 30;

const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .kind { font-weight: 600; }
  .note { font-size: 12px; fill: #59636e; }
  .bar { fill: #8c959f; }
  .ours { fill: #1a7f5a; }
  .limit { stroke: #cf222e; stroke-dasharray: 3 3; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .note { fill: #9198a1; }
    .bar { fill: #6e7681; }
    .ours { fill: #3fb98a; }
    .limit { stroke: #ff7b72; }
  }`;

/** @returns `undefined` if a value was not measured */
export function chart(values, node) {
  const ratio = (kind, candidate) => values[`${kind}.${candidate}.ratio`];
  const all = Object.keys(kinds).flatMap((kind) => Object.keys(bars).map((candidate) => ratio(kind, candidate)));
  if (all.some((value) => value === undefined)) return undefined;
  const scale = (width - left - right) / Math.max(...all);
  const lines = [];
  let y = 44;
  for (const [kind, name] of Object.entries(kinds)) {
    lines.push(`<text class="kind" x="0" y="${y}">${name}</text>`);
    y += 8;
    for (const [candidate, label] of Object.entries(bars)) {
      const value = ratio(kind, candidate);
      const length = (value * scale).toFixed(1);
      const middle = y + barHeight - 4;
      lines.push(
        `<text x="${left - 8}" y="${middle}" text-anchor="end">${label}</text>`,
        `<rect class="${candidate === 'ours' ? 'ours' : 'bar'}" x="${left}" y="${y}" width="${length}" height="${barHeight - 3}" rx="2"/>`,
        `<text x="${(left + Number(length) + 6).toFixed(1)}" y="${middle}">${value.toFixed(2)}</text>`,
      );
      y += barHeight + 2;
    }
    y += groupGap;
  }
  const limit = (left + scale).toFixed(1);
  const height = y - 10;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>CPU per span, as a multiple of a hand-written loop that only parses, maps and posts</title>
<style>${style}
</style>
<text class="note" x="0" y="14">CPU per span × a hand-written loop that only parses, maps and posts (dashed). Node ${node.split('.')[0].replace('v', '')}.</text>
<line class="limit" x1="${limit}" x2="${limit}" y1="26" y2="${height - 16}"/>
${lines.join('\n')}
</svg>
`;
}
