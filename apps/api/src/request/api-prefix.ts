/** Below this path stands everything that is versioned: the REST surface and the event stream. */
export const apiPrefix = '/api/v1';
