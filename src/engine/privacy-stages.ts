import type { Config } from '../config/config';
import type { Updates } from '../delivery/single/updates';
import type { Diagnostics } from '../observability/diagnostics';
import type { Masking } from '../pipeline/drafts/masking';
import type { Encoder } from '../pipeline/encoder';
import { Redaction } from '../pipeline/redaction';
import { systemRuntime } from '../runtime/runtime';

interface PrivacyStages {
  /** What gets the drafts. */
  readonly first: Masking | Redaction | Encoder;
  readonly updates: Pick<Updates, 'add'>;
}

/** The stages between the mapper and the encoder, as far as the options ask for them. */
export function privacyStages(
  { redact, redactTimeoutMs, maskPatterns }: Pick<Config, 'redact' | 'redactTimeoutMs' | 'maskPatterns'>,
  diagnostics: Diagnostics,
  encoder: Encoder,
  updates: Pick<Updates, 'add'>,
  onRoom: () => void,
): PrivacyStages {
  const redaction = redact && new Redaction({ redact, redactTimeoutMs, onRoom }, diagnostics, systemRuntime, encoder);
  const next = redaction ?? encoder;
  if (maskPatterns.length === 0) return { first: next, updates };
  // Loaded where something is to be masked.
  const { Masks } = require('../privacy/masks/masks') as typeof import('../privacy/masks/masks');
  const { Masking: Stage } = require('../pipeline/drafts/masking') as typeof import('../pipeline/drafts/masking');
  const masking = new Stage(new Masks(maskPatterns), diagnostics, next);
  return { first: masking, updates: masking.before(updates) };
}
