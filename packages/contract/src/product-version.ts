import manifest from '../../../package.json' with { type: 'json' };

/** The only place of the version is the root's package.json; `npm run release` raises it. */
export const productVersion = manifest.version;
