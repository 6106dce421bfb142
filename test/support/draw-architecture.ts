// Renews the drawing in docs/architecture.md: npm run docs:architecture
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withDrawing } from './architecture-drawing';
import { importLists, importsOf } from './import-graph';

const root = join(__dirname, '..', '..');
const page = join(root, 'docs', 'architecture.md');

importLists(root).then((lists) => writeFileSync(page, withDrawing(readFileSync(page, 'utf8'), importsOf(lists))));
