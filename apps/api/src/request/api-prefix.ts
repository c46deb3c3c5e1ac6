/** The prefix of everything versioned: the REST surface and the event stream. */
export const apiPrefix = '/api/v1';
