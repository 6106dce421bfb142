/** Keys by their shape, whatever is around them. */
const shapes = [
  // OpenAI, Anthropic, OpenRouter, Langfuse; Stripe
  ...['(?:sk|pk|rk)-[\\w-]{10,}', '(?:sk|pk|rk|whsec)_[\\w-]{16,}'],
  // Google
  ...['AIza[\\w-]{16,}', 'ya29\\.[\\w.-]{10,}', 'GOCSPX-[\\w-]{10,}'],
  // AWS, Bedrock
  ...['(?:AKIA|ASIA)[A-Z\\d]{12,}', 'bedrock-api-key-[\\w+/=-]{10,}', 'ABSK[\\w+/=-]{16,}'],
  // SendGrid
  'SG\\.[\\w.-]{20,}',
  // GitHub, GitLab, Slack, npm
  ...[
    'gh[pousr]_\\w{10,}',
    'github_pat_\\w{10,}',
    'glpat-[\\w-]{10,}',
    'xox[a-z]-[\\w-]{8,}',
    'xapp-[\\w-]{10,}',
    'npm_\\w{16,}',
  ],
  // Hugging Face, Groq, HoneyHive, Perplexity, Replicate, xAI, NVIDIA, Tavily, LangSmith
  ...['hf_\\w{10,}', 'gsk_\\w{10,}', 'hh_\\w{8,}', 'pplx-\\w{10,}', 'r8_\\w{16,}', 'xai-\\w{16,}', 'nvapi-[\\w-]{10,}'],
  ...['tvly-[\\w-]{10,}', 'lsv2_\\w{10,}'],
  // JSON Web Tokens. Not far behind the beginning of a word: each `_eyJ` of a long one would be read to its end.
  'eyJ(?<!(?:-|[\\w-]{16})eyJ)[\\w-]{6,}\\.[\\w-]{8,}[\\w.-]*',
];
/** For masks, and for whatever is beside the conversation. */
export const shaped = new RegExp(`(?<![A-Za-z\\d])(?:${shapes.join('|')})`, 'g');

/** The path is the key. */
export const webhook = /(hooks\.slack\.com\/services\/)[\w/-]{8,}/g;

/** To the end of the text, if that is cut. */
export const privateKey = /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,20}PRIVATE KEY-----|$)/g;
