import manifest from '../../../package.json' with { type: 'json' };

/** The version is written only in the root package.json; `npm run release` raises it. */
export const productVersion = manifest.version;
