/** End-to-end tests: real `terraform` against a local AWS emulator. */
module.exports = {
  ...require("./jest.config.js"),
  testMatch: ["<rootDir>/__tests__/e2e/**/*.e2e.ts"],
  maxWorkers: 2,
};
