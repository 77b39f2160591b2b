/** The key that signs, its id in the key value store, and the date until which the signature is valid; for ever without one. */
export type SigningKey = { id: string; secret: string; expires?: Date };
