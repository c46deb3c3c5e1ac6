/** A data key as it is stored: wrapped by a key that the database never has. */
export interface WrappedKey {
  /** Names the wrapping key and says nothing about it. */
  readonly wrappedBy: string;
  readonly wrapped: Buffer;
}

/** Wraps the data keys of clinics: a key of the environment, or a service that never gives its key away. */
export interface KeyWrapper {
  /** The key that wraps now. */
  readonly name: string;
  /** The context says which row the key belongs to: wrapped for one row, it does not open as another's. */
  readonly wrap: (dataKey: Buffer, context: string) => Promise<WrappedKey>;
  /** Rejects a key that was wrapped by a key that is not here, in another context, or that was changed. */
  readonly unwrap: (key: WrappedKey, context: string) => Promise<Buffer>;
}
