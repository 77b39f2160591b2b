/** A signing key: its ID in the key value store, its secret, and until when the signature is valid (forever if left out). */
export type SigningKey = { id: string; secret: string; expires?: Date };
