// Writes a report of what each entry of the package exports, from its declarations in `dist`, to docs/api or to the folder that is
// passed as an argument.
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = resolve(process.argv[2] ?? join(root, 'docs', 'api'));

const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const entries = Object.entries(exports)
  .filter(([, { types }]) => types !== undefined)
  .map(([entry, { types }]) => ({ name: entry === '.' ? 'index' : entry.slice(2), declarations: join(root, types) }));

const configs = entries.map(({ name, declarations }) =>
  ExtractorConfig.prepare({
    configObjectFullPath: join(root, 'api-extractor.json'), // the base of relative paths; the file does not exist
    packageJsonFullPath: join(root, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: declarations,
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'es2023',
            lib: ['es2023'],
            module: 'node16',
            types: ['node'],
            strict: true,
            skipLibCheck: true,
          },
          files: entries.map((entry) => entry.declarations),
        },
      },
      apiReport: {
        enabled: true,
        includeForgottenExports: true, // types that an entry uses without exporting them are public, too
        reportFileName: `${name}.api.md`,
        reportFolder: folder,
        reportTempFolder: join(root, 'node_modules', '.cache', 'api'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
    },
  }),
);

mkdirSync(folder, { recursive: true });
const [first] = configs;
const compilerState = CompilerState.create(first, {
  additionalEntryPoints: entries.map(({ declarations }) => declarations),
});
for (const config of configs) {
  Extractor.invoke(config, { compilerState, localBuild: true, messageCallback: report });
}

/** Errors in the declarations fail the run. All other messages are ignored: the style of comments, or that a report was written. */
function report(message) {
  message.handled = true;
  if (message.category !== 'Compiler') return;
  console.error(message.formatMessageWithLocation(root));
  process.exitCode = 1;
}
