/** The names of SDKs that call models and nothing else. */
const sdks =
  /^(?:ollama-js|cohere-ai|(?:Azure)?OpenAI\/JS|Anthropic\w*\/JS|Groq\/JS|Together\/JS|google-genai-sdk|replicate-javascript|AssemblyAI|elevenlabs\S*|@(?:fal-ai\/client|huggingface\/inference|deepgram\/sdk))\b|\bai-sdk[-/]/;

/** Whether a client is the SDK of a model API, by the name that it gives itself: its calls are some wherever they go. */
export const isSdk = (client: string | undefined): boolean => client !== undefined && sdks.test(client);
