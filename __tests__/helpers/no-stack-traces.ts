/*
 * To be imported before anything of cdktf, by a test that makes hundreds of thousands of tokens: cdktf keeps a stack trace
 * for each, which takes most of the time. Its successor has another function for it beside, so all of them are played.
 */
jest.mock("cdktf/lib/tokens/private/stack-trace", () => {
  const real = jest.requireActual<Readonly<Record<string, unknown>>>("cdktf/lib/tokens/private/stack-trace");
  return Object.fromEntries(Object.keys(real).map((name) => [name, () => []]));
});

export {};
