/** The Redis that all tests of a run share; each uses its own key prefix. */
export function testRedisUrl(): string {
  const url = process.env.HOLDFAST_TEST_REDIS_URL;
  if (!url) throw new Error('HOLDFAST_TEST_REDIS_URL is not set: run the tests through "npm test"');
  return url;
}
