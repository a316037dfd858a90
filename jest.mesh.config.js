/** The acceptance tests: environments on this machine's Docker engine, with the real programs. */
module.exports = {
  ...require("./jest.config.js"),
  testMatch: ["<rootDir>/__tests__/mesh/**/*.mesh.ts"],
  // A mesh mostly waits, but has a dozen of programs, and its tests look at times: more would disturb each other.
  maxWorkers: 2,
  testTimeout: 600_000,
};
