declare module 'bee-queue/lib/lua/index.js' {
  const lua: { readonly buildCache: (client: unknown) => Promise<unknown> };
  export default lua;
}
