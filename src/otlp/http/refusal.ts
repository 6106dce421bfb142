/** Why a request, or what it brings, is not taken. */
export interface OtlpRefusal {
  /** Senders try again after 429, 502, 503 and 504, and after no other. */
  readonly status: number;
  /** A sentence that says what to do, and quotes nothing of the request. */
  readonly message: string;
  /** When to try again, with a status after which senders do so. */
  readonly retryAfterSeconds?: number;
}
