/** Unit tests: transpiled by swc, not type-checked (`npm run typecheck` does that). */
module.exports = {
  testEnvironment: "node",
  // Jest would leave one core to its own process, which has little to do: half the machine, where there are two.
  maxWorkers: "100%",
  // What starts processes takes its time on a machine that does other things beside.
  testTimeout: 60_000,
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
  // What tsconfig.json says too: an example imports the package by its name, here as in another project.
  moduleNameMapper: { "^cdktf-consul-ecs(/.*)?$": "<rootDir>/modules$1" },
  modulePathIgnorePatterns: ["<rootDir>/cdktf.out", "<rootDir>/.build", "<rootDir>/.local-mesh", "<rootDir>/dist"],
};
